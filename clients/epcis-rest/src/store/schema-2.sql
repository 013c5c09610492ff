-- Jobs in rounds, jobs that nobody can sign any more, receipts, and subscriptions by the clock.

-- Stage 4 of a job: its batch can be signed no more, and can be made anew.
-- A round plans what the state of the chain lets be planned; what depends on it follows in the next.
ALTER TABLE job ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
-- The number (nonce) of the first transaction of the batch that is to be signed.
ALTER TABLE job ADD COLUMN nonce INTEGER;
-- How many calls of the batch are the event's, from `item` on.
ALTER TABLE job_event ADD COLUMN calls INTEGER;
CREATE INDEX job_expired ON job (organisation, finished) WHERE stage = 4;

-- What shows that a transaction of a job stands in a final block, made once.
CREATE TABLE proof (
	job            TEXT NOT NULL,
	transaction_at INTEGER NOT NULL,   -- its place among those of the job
	extrinsic      BLOB NOT NULL,      -- its hash
	body           TEXT,               -- JSON, see capture/receipts.rs; none as long as there is no proof
	fault          TEXT,               -- why there will be none
	PRIMARY KEY (job, transaction_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX proof_wanted ON proof (job) WHERE body IS NULL AND fault IS NULL;

-- What senders call their shipments: business transactions in bookings that they captured.
CREATE TABLE shipment_name (
	organisation INTEGER NOT NULL,
	name         TEXT NOT NULL,        -- as it compares
	shipment     INTEGER NOT NULL,
	PRIMARY KEY (organisation, name, shipment)
) STRICT, WITHOUT ROWID;

-- Subscriptions that are told by the clock; the webhook itself is the outbox's.
CREATE TABLE schedule (
	hook         TEXT PRIMARY KEY,     -- the id of the webhook
	organisation INTEGER NOT NULL,
	query        TEXT NOT NULL,        -- its name
	definition   TEXT NOT NULL,        -- JSON
	schedule     TEXT NOT NULL,        -- JSON, as it was sent
	if_empty     INTEGER NOT NULL,     -- whether it is told that there is nothing new
	at_key       INTEGER NOT NULL,     -- behind which record time and place events are new
	at           INTEGER NOT NULL,
	due          INTEGER NOT NULL,     -- when it is told next, in milliseconds since 1970
	tries        INTEGER NOT NULL,     -- how often the receiver failed since it last took a message
	last_run     INTEGER               -- when it was told last
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_due ON schedule (due);
