-- The second form: more of what stands in the chain's state, what became of goods at borders, and
-- counts. What the first form left out cannot be made up later, so an index of that form is begun anew.

DELETE FROM chain;
DELETE FROM metadata;
DELETE FROM account;
DELETE FROM block;
DELETE FROM extrinsic;
DELETE FROM event;
DELETE FROM subject;
DELETE FROM journal;
DELETE FROM organisation;
DELETE FROM operator;
DELETE FROM facility;
DELETE FROM product_type;
DELETE FROM product;
DELETE FROM lot;
DELETE FROM shipment;
DELETE FROM unit;
DELETE FROM declaration;
DELETE FROM declaration_line;
DELETE FROM search;
DROP TABLE shipment_lot;
DROP TABLE name;

-- Names of calls, events, kinds of journal entries, and what is counted in `outcome`, each once.
CREATE TABLE name (
	id     INTEGER PRIMARY KEY,
	class  TEXT NOT NULL CHECK (class IN ('call', 'event', 'kind', 'outcome')),
	pallet TEXT NOT NULL,              -- empty for kinds and outcomes
	name   TEXT NOT NULL,
	UNIQUE (class, pallet, name)
) STRICT;

CREATE INDEX block_author ON block (author, number);
CREATE INDEX extrinsic_call ON extrinsic (call, id);

-- Of an entry about a lot or one of its items: which lot.
ALTER TABLE journal ADD COLUMN lot INTEGER;
CREATE INDEX journal_lot ON journal (lot, id) WHERE lot IS NOT NULL;
DROP INDEX journal_organisation;
CREATE INDEX journal_organisation ON journal (organisation, kind, id) WHERE organisation IS NOT NULL;

-- What shipments have of their lots.
CREATE TABLE shipment_line (
	shipment INTEGER NOT NULL, lot INTEGER NOT NULL,
	record TEXT NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (shipment, lot)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_line_lot ON shipment_line (lot, shipment);
CREATE INDEX shipment_status ON shipment (status, id);

-- What sensors recorded on legs of shipments.
CREATE TABLE sensors (
	shipment INTEGER NOT NULL, leg INTEGER NOT NULL,
	record TEXT NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (shipment, leg)
) STRICT, WITHOUT ROWID;

-- Holds and recalls. `subject` is Product, Lot, Items or Facility, `number` its id or GTIN.
CREATE TABLE notice (
	id INTEGER PRIMARY KEY, kind TEXT, subject TEXT, number INTEGER, set_by INTEGER, country TEXT,
	since INTEGER, lapses INTEGER, lifted INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_subject ON notice (subject, number, id);
CREATE INDEX notice_set_by ON notice (set_by, id);

CREATE TABLE standard (
	id INTEGER PRIMARY KEY, code TEXT, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;

CREATE TABLE accreditation (
	id INTEGER PRIMARY KEY, agency INTEGER, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX accreditation_agency ON accreditation (agency, id);

-- `subject` is Facility, Product, Lot or Shipment, `number` its id or GTIN.
CREATE TABLE attestation (
	id INTEGER PRIMARY KEY, subject TEXT, number INTEGER, standard INTEGER, agency INTEGER,
	accreditation INTEGER, result TEXT, issued_at INTEGER, valid_until INTEGER, revoked INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX attestation_subject ON attestation (subject, number, id);
CREATE INDEX attestation_agency ON attestation (agency, id);

-- What the rules decided about inspection lots. `outcome` is what was asked for at first, `settled`
-- what entropy made of it, `agency` who examines.
CREATE TABLE decision (
	id INTEGER PRIMARY KEY, declaration INTEGER, authority INTEGER, country TEXT, declarant INTEGER,
	merchant INTEGER, gtin INTEGER, product_type INTEGER, hs TEXT, facility INTEGER, size INTEGER,
	at INTEGER, outcome TEXT, settled TEXT, agency INTEGER, round INTEGER,
	record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_declaration ON decision (declaration, id);
CREATE INDEX decision_merchant ON decision (merchant, id);
CREATE INDEX decision_gtin ON decision (gtin, id);
CREATE INDEX decision_agency ON decision (agency, id) WHERE agency IS NOT NULL;
CREATE INDEX decision_authority ON decision (authority, id);

-- The lines of inspection lots, with what the rules were asked.
CREATE TABLE decision_lines (
	decision INTEGER PRIMARY KEY, record TEXT NOT NULL, updated INTEGER NOT NULL
) STRICT;

-- Examinations: round 0 is the original one, 1 that of a resubmission.
CREATE TABLE examination (
	decision INTEGER NOT NULL, round INTEGER NOT NULL, agency INTEGER, n INTEGER, opened_at INTEGER,
	verdict TEXT, record TEXT NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (decision, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX examination_agency ON examination (agency, decision, round);

-- What lists are asked by.
CREATE INDEX organisation_country ON organisation (country, id);
CREATE INDEX organisation_group ON organisation (control_group, id);
CREATE INDEX product_hs ON product (hs, gtin);
CREATE INDEX product_origin ON product (origin, gtin);
CREATE INDEX product_brand ON product (brand_holder, gtin) WHERE brand_holder IS NOT NULL;
CREATE INDEX lot_status ON lot (status, id);
CREATE INDEX lot_product ON lot (gtin, id);
CREATE INDEX declaration_status ON declaration (status, id);
CREATE INDEX declaration_of ON declaration (authority, id);

-- What became of declarations, their lines and inspection lots, with who and what was behind it: a row
-- for each line that is concerned. Statistics are made of it.
CREATE TABLE outcome (
	id          INTEGER PRIMARY KEY,   -- counted on
	place       INTEGER NOT NULL,      -- block * 2^20 + index of the event
	what        INTEGER NOT NULL REFERENCES name,
	day         INTEGER NOT NULL,      -- days since 1970
	declaration INTEGER NOT NULL,
	line        INTEGER,
	decision    INTEGER,
	declarant   INTEGER,
	authority   INTEGER,
	merchant    INTEGER,               -- who issued the lot
	agency      INTEGER,               -- who examines
	gtin        INTEGER,
	lot         INTEGER,
	hs          TEXT,
	origin      TEXT,
	items       INTEGER NOT NULL       -- how many
) STRICT;
CREATE INDEX outcome_place ON outcome (place);
CREATE INDEX outcome_what ON outcome (what, day, declaration, items);
CREATE INDEX outcome_declaration ON outcome (declaration);
CREATE INDEX outcome_declarant ON outcome (declarant, what, day, declaration, items);
CREATE INDEX outcome_authority ON outcome (authority, what, day, declaration, items);
CREATE INDEX outcome_merchant ON outcome (merchant, what, day, declaration, items);
CREATE INDEX outcome_agency ON outcome (agency, what, day, declaration, items);
CREATE INDEX outcome_gtin ON outcome (gtin, what, day, declaration, items);
CREATE INDEX outcome_origin ON outcome (origin, what, day, declaration, items);

-- How many entries a day has, by what is told and by whom; organisation -1 is none.
CREATE TABLE tally (
	day          INTEGER NOT NULL,     -- days since 1970
	subject      INTEGER NOT NULL,     -- as in `subject`.`kind`
	kind         INTEGER NOT NULL REFERENCES name,
	standing     INTEGER NOT NULL,
	organisation INTEGER NOT NULL,
	entries      INTEGER NOT NULL,
	PRIMARY KEY (day, subject, kind, standing, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_organisation ON tally (organisation, day);

-- Which kinds of entries there are about which subjects and by whom; organisation -1 is none.
CREATE TABLE occurs (
	subject INTEGER NOT NULL, kind INTEGER NOT NULL REFERENCES name, organisation INTEGER NOT NULL,
	PRIMARY KEY (subject, kind, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurs_organisation ON occurs (organisation, kind);
