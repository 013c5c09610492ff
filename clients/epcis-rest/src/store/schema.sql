-- What the EPCIS binding keeps beside the index: events as they are told, and what callers entrusted to it.
--
-- Events of the chain follow from the index and are told anew if they are lost. What callers captured
-- and named stands nowhere else.

CREATE TABLE house (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	genesis BLOB NOT NULL,             -- hash of the chain's first block
	told    INTEGER NOT NULL           -- the place up to which the chain's entries are told
) STRICT;

-- What is carried along from block to block: shipments, declarations, notices, lots that are listed.
CREATE TABLE ledger (
	of    INTEGER NOT NULL,
	id    INTEGER NOT NULL,
	state TEXT NOT NULL,               -- JSON
	PRIMARY KEY (of, id)
) STRICT, WITHOUT ROWID;

-- What events have in common: type, action, business step, dispositions. `sample` is an event with
-- them, by which it is judged whether a query means them.
CREATE TABLE kind (
	id     INTEGER PRIMARY KEY,
	words  TEXT NOT NULL UNIQUE,       -- JSON
	sample TEXT NOT NULL
) STRICT;

-- Where events were: read points and business locations.
CREATE TABLE place (
	id       INTEGER PRIMARY KEY,
	uri      TEXT NOT NULL UNIQUE,     -- as it compares
	read     INTEGER NOT NULL,         -- whether it is a read point of an event
	location INTEGER NOT NULL          -- whether it is a business location
) STRICT;

-- Of the chain: id is the place of the entry that tells it (docs/index.md). Captured ones stand between
-- the block that was told last and the next. Column `body` comes last: what is looked at before it is
-- read without it.
CREATE TABLE event (
	id         INTEGER PRIMARY KEY,
	time       INTEGER NOT NULL,       -- when it happened, in milliseconds since 1970
	recorded   INTEGER NOT NULL,       -- when it came to be known; of the chain's, never less than that of a lesser id
	kind       INTEGER NOT NULL,       -- 0 of captured ones
	read_point INTEGER,                -- a place
	location   INTEGER,                -- a place
	hash       BLOB NOT NULL,          -- the digest in its hash id
	name       TEXT,                   -- its eventID, if that is no hash id of it
	owner      INTEGER,                -- the organisation that captured it; none for the chain's
	body       TEXT NOT NULL           -- JSON
) STRICT;
CREATE INDEX event_hash ON event (substr(hash, 1, 8));
CREATE INDEX event_name ON event (name) WHERE name IS NOT NULL;
CREATE INDEX event_time ON event (time) WHERE owner IS NULL;
CREATE INDEX event_recorded ON event (recorded) WHERE owner IS NULL;
CREATE INDEX event_kind ON event (kind) WHERE owner IS NULL;
CREATE INDEX event_kind_time ON event (kind, time) WHERE owner IS NULL;
CREATE INDEX event_read_point ON event (read_point) WHERE read_point IS NOT NULL AND owner IS NULL;
CREATE INDEX event_location ON event (location) WHERE location IS NOT NULL AND owner IS NULL;
CREATE INDEX event_owner ON event (owner) WHERE owner IS NOT NULL;

-- Identifiers in events of the chain, as they compare.
CREATE TABLE epc (
	id       INTEGER PRIMARY KEY,
	uri      TEXT NOT NULL UNIQUE,
	instance INTEGER NOT NULL          -- whether it names one thing, not a class
) STRICT;
CREATE INDEX epc_instance ON epc (id) WHERE instance = 1;

-- Which event has which, and in which lists: bits of `list`, see store/words.rs.
CREATE TABLE about (
	epc   INTEGER NOT NULL,
	event INTEGER NOT NULL,
	list  INTEGER NOT NULL,
	PRIMARY KEY (epc, event)
) STRICT, WITHOUT ROWID;

-- Named queries, each organisation's own.
CREATE TABLE query (
	organisation INTEGER NOT NULL,
	name         TEXT NOT NULL,
	definition   TEXT NOT NULL,        -- JSON
	created      INTEGER NOT NULL,
	PRIMARY KEY (organisation, name)
) STRICT, WITHOUT ROWID;

-- Capture jobs. `stage`: 0 new, 1 waits for a signature, 2 sent, 3 finished.
CREATE TABLE job (
	id           TEXT PRIMARY KEY,
	number       INTEGER NOT NULL UNIQUE, -- in the order of coming
	organisation INTEGER NOT NULL,
	account      TEXT NOT NULL,        -- who captured
	signer       TEXT,                 -- the API key whose signing key is used, if the gateway signs
	created      INTEGER NOT NULL,
	finished     INTEGER,
	behaviour    TEXT NOT NULL,        -- rollback, proceed
	stage        INTEGER NOT NULL,
	success      INTEGER NOT NULL,
	batch        TEXT,                 -- what is to be signed, JSON
	until        INTEGER,              -- the last block that can take it
	hashes       TEXT,                 -- the transactions that carry the calls, JSON
	error        TEXT                  -- what is wrong with all of it, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX job_organisation ON job (organisation, number);
CREATE INDEX job_running ON job (number) WHERE stage < 3;

-- What became of each event of a job. `state`: 0 pending, 1 ready, 2 done, 3 kept, 4 known, 5 failed.
CREATE TABLE job_event (
	job         TEXT NOT NULL,
	at          INTEGER NOT NULL,      -- its place in the document, from 0
	hash        BLOB,                  -- none if it is no valid event
	state       INTEGER NOT NULL,
	call        TEXT,                  -- the call that it stands for
	transaction_at INTEGER,            -- which of the transactions has its calls
	item        INTEGER,               -- which item of that batch is its
	reason      TEXT,                  -- why it failed, or became no call: JSON
	body        TEXT,                  -- the event, as long as it is not done
	PRIMARY KEY (job, at)
) STRICT, WITHOUT ROWID;

-- Which captured events became calls: the same is not done twice.
CREATE TABLE done (
	organisation INTEGER NOT NULL,
	hash         BLOB NOT NULL,
	job          TEXT NOT NULL,
	extrinsic    BLOB NOT NULL,        -- the hash of the transaction
	body         TEXT NOT NULL,        -- JSON, as it was captured
	PRIMARY KEY (organisation, hash)
) STRICT, WITHOUT ROWID;
