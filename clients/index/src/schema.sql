-- The first form of the index. A later change is a file of its own, counted by `PRAGMA user_version`.
--
-- Places in the chain are one integer: block * 2^20 + index, for extrinsics and for events alike. They
-- are row ids, so that rows stand in the chain's order, new ones come last, and a block's are one range.

-- Which chain it is, and how far it is indexed. One row.
CREATE TABLE chain (
	one       INTEGER PRIMARY KEY CHECK (one = 1),
	genesis   BLOB NOT NULL,           -- hash of the first block
	head      INTEGER NOT NULL,        -- the last block that is indexed
	head_hash BLOB NOT NULL,
	spec      INTEGER NOT NULL         -- the release that made it
) STRICT;

-- The metadata of each release that was met, version 15, SCALE, deflated.
CREATE TABLE metadata (
	spec  INTEGER PRIMARY KEY,
	bytes BLOB NOT NULL
) STRICT;

-- Names of calls, events, and kinds of journal entries, each once.
CREATE TABLE name (
	id     INTEGER PRIMARY KEY,
	class  TEXT NOT NULL CHECK (class IN ('call', 'event', 'kind')),
	pallet TEXT NOT NULL,              -- empty for kinds
	name   TEXT NOT NULL,
	UNIQUE (class, pallet, name)
) STRICT;

-- Accounts that wrote something or made blocks, each once.
CREATE TABLE account (
	id      INTEGER PRIMARY KEY,
	address TEXT NOT NULL UNIQUE       -- SS58
) STRICT;

CREATE TABLE block (
	number     INTEGER PRIMARY KEY,
	hash       BLOB NOT NULL UNIQUE,
	at         INTEGER NOT NULL,       -- milliseconds since 1970; 0 for the first block
	author     INTEGER REFERENCES account,
	spec       INTEGER NOT NULL REFERENCES metadata, -- the release that made it
	extrinsics INTEGER NOT NULL,       -- how many
	events     INTEGER NOT NULL,
	entries    INTEGER NOT NULL        -- of journals
) STRICT;
CREATE INDEX block_at ON block (at);

CREATE TABLE extrinsic (
	id           INTEGER PRIMARY KEY,  -- block * 2^20 + index
	hash         BLOB NOT NULL,        -- BLAKE2b-256 of its bytes
	signer       INTEGER REFERENCES account, -- none for inherents and activations
	organisation INTEGER,              -- for which the signer writes
	call         INTEGER NOT NULL REFERENCES name,
	outcome      INTEGER NOT NULL CHECK (outcome IN (0, 1, 2)), -- succeeded, failed, in part
	error        TEXT,                 -- Pallet.Error
	bytes        BLOB                  -- SCALE; none if it has more than 512 KiB
) STRICT;
-- Hashes are no order, so eight bytes of them are enough to find one.
CREATE INDEX extrinsic_hash ON extrinsic (substr(hash, 1, 8));
CREATE INDEX extrinsic_signer ON extrinsic (signer, id) WHERE signer IS NOT NULL;
CREATE INDEX extrinsic_organisation ON extrinsic (organisation, id) WHERE organisation IS NOT NULL;
CREATE INDEX extrinsic_failed ON extrinsic (id) WHERE outcome > 0;

CREATE TABLE event (
	id        INTEGER PRIMARY KEY,     -- block * 2^20 + index
	extrinsic INTEGER,                 -- its index in the block; none for what the chain does by itself
	name      INTEGER NOT NULL REFERENCES name,
	bytes     BLOB NOT NULL            -- SCALE, from the pallet's index on
) STRICT;
-- That extrinsics succeeded and entries were written is told by tables of their own.
CREATE INDEX event_name ON event (name, id);

-- What journals are about, each once.
CREATE TABLE subject (
	id      INTEGER PRIMARY KEY,
	kind    INTEGER NOT NULL,          -- 0 organisation, 1 facility, 2 product, 3 lot, 4 item, 5 shipment, 6 declaration
	number  INTEGER NOT NULL,          -- id or GTIN; of an item its lot
	item    INTEGER NOT NULL DEFAULT 0, -- index of an item
	entries INTEGER NOT NULL,          -- how many its journal has
	UNIQUE (kind, number, item)
) STRICT;

CREATE TABLE journal (
	id           INTEGER PRIMARY KEY,  -- block * 2^20 + index of the event that tells of it
	subject      INTEGER NOT NULL REFERENCES subject,
	sequence     INTEGER NOT NULL,     -- its place in the subject's journal, from 0
	kind         INTEGER NOT NULL REFERENCES name,
	standing     INTEGER NOT NULL,     -- 0 declared, 1 attested, 2 confirmed
	author       INTEGER NOT NULL,     -- 0 an operator, 1 the council, 2 a consumer
	organisation INTEGER,
	operator     INTEGER REFERENCES account,
	at           INTEGER NOT NULL,     -- milliseconds since 1970
	digest       BLOB,                 -- SHA-256 of the document behind it
	media        TEXT,                 -- what kind of file that is
	extrinsic    INTEGER               -- index of the extrinsic that wrote it, in its block
) STRICT;
CREATE UNIQUE INDEX journal_subject ON journal (subject, sequence);
CREATE INDEX journal_organisation ON journal (organisation, id) WHERE organisation IS NOT NULL;
CREATE INDEX journal_kind ON journal (kind, id);
CREATE INDEX journal_digest ON journal (digest) WHERE digest IS NOT NULL;

-- What stands in the chain's state at the head, one table for each kind of record. `record` is the
-- whole record in JSON, and the columns are read from it; `updated` is the block at which it was read.

CREATE TABLE organisation (
	id INTEGER PRIMARY KEY, name TEXT, legal_id TEXT, country TEXT, gln TEXT, control_group INTEGER,
	roles TEXT, suspended_at INTEGER, sponsor INTEGER, admitted_at INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX organisation_legal_id ON organisation (legal_id);
CREATE INDEX organisation_gln ON organisation (gln) WHERE gln IS NOT NULL;

CREATE TABLE operator (
	address TEXT PRIMARY KEY, organisation INTEGER, added_at INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_organisation ON operator (organisation);

CREATE TABLE facility (
	id INTEGER PRIMARY KEY, organisation INTEGER, name TEXT, country TEXT, gln TEXT, closed INTEGER,
	registered_at INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX facility_organisation ON facility (organisation);
CREATE INDEX facility_gln ON facility (gln) WHERE gln IS NOT NULL;

CREATE TABLE product_type (
	id INTEGER PRIMARY KEY, name TEXT, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;

CREATE TABLE product (
	gtin INTEGER PRIMARY KEY, name TEXT, product_type INTEGER, hs TEXT, origin TEXT,
	registrant INTEGER, version INTEGER, brand_holder INTEGER, brand_status TEXT,
	registered_at INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX product_registrant ON product (registrant, gtin);
CREATE INDEX product_type_of ON product (product_type, gtin);

CREATE TABLE lot (
	id INTEGER PRIMARY KEY, gtin INTEGER, batch TEXT, part INTEGER, issuer INTEGER, facility INTEGER,
	count INTEGER, status TEXT, guessable INTEGER, produced INTEGER, expires INTEGER,
	issued_at INTEGER, compromised INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX lot_gtin ON lot (gtin, batch);
CREATE INDEX lot_batch ON lot (batch);
CREATE INDEX lot_issuer ON lot (issuer, id);
CREATE INDEX lot_facility ON lot (facility) WHERE facility IS NOT NULL;

CREATE TABLE shipment (
	id INTEGER PRIMARY KEY, consignor INTEGER, consignee INTEGER, custodian INTEGER, status TEXT,
	booked_at INTEGER, ended_at INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX shipment_consignor ON shipment (consignor, id);
CREATE INDEX shipment_consignee ON shipment (consignee, id) WHERE consignee IS NOT NULL;
CREATE INDEX shipment_custodian ON shipment (custodian, id);

-- Which lots are in which shipment.
CREATE TABLE shipment_lot (
	lot INTEGER NOT NULL, shipment INTEGER NOT NULL, PRIMARY KEY (lot, shipment)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_lot_of ON shipment_lot (shipment);

-- Packing units of shipments.
CREATE TABLE unit (
	shipment INTEGER NOT NULL, sscc INTEGER NOT NULL, parent INTEGER, packed_by INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (shipment, sscc)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_sscc ON unit (sscc);

CREATE TABLE declaration (
	id INTEGER PRIMARY KEY, declarant INTEGER, authority INTEGER, port TEXT, procedure TEXT,
	shipment INTEGER, status TEXT, mrn TEXT, lodged_at INTEGER, accepted_at INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX declaration_declarant ON declaration (declarant, id);
CREATE INDEX declaration_authority ON declaration (authority, status, id);
CREATE INDEX declaration_shipment ON declaration (shipment);
CREATE INDEX declaration_mrn ON declaration (mrn) WHERE mrn IS NOT NULL;

-- What the lines of declarations declare, counted from 0. How they stand is in the declaration's record.
CREATE TABLE declaration_line (
	declaration INTEGER NOT NULL, line INTEGER NOT NULL, lot INTEGER, hs TEXT, origin TEXT,
	record TEXT NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (declaration, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX declaration_line_lot ON declaration_line (lot);

-- Words of organisations (1), products (2) and lots (3): row id = kind * 2^56 + id. What stands in it
-- are tokens that the index cuts itself, see docs/index.md.
CREATE VIRTUAL TABLE search USING fts5 (
	words, content = '', contentless_delete = 1, detail = 'full',
	tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
);
