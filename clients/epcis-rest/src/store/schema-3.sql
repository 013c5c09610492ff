-- Evidence of receipts is counted, by organisation and in all, and what shows a block is kept once. Documents
-- are counted, too. Jobs know where their events stood.

ALTER TABLE proof ADD COLUMN organisation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE proof ADD COLUMN height INTEGER NOT NULL DEFAULT 0;  -- of its block, once there is a proof
UPDATE proof SET organisation = coalesce((SELECT organisation FROM job WHERE id = proof.job), 0);
CREATE INDEX proof_kept ON proof (organisation, height) WHERE body IS NOT NULL;

-- What shows the events of a block, for the receipts of an organisation.
CREATE TABLE happened (
	organisation INTEGER NOT NULL,
	height       INTEGER NOT NULL,
	block        BLOB NOT NULL,        -- its hash
	nodes        BLOB NOT NULL,        -- the nodes of the proof in SCALE: none if there are none to be had
	PRIMARY KEY (organisation, height)
) STRICT, WITHOUT ROWID;

-- How many bytes of evidence there are for each organisation: counted by the triggers below.
CREATE TABLE evidence (
	organisation INTEGER PRIMARY KEY,
	bytes        INTEGER NOT NULL
) STRICT;
INSERT INTO evidence (organisation, bytes)
	SELECT organisation, sum(coalesce(length(body), 0)) FROM proof GROUP BY organisation;

CREATE TRIGGER proof_added AFTER INSERT ON proof BEGIN
	INSERT INTO evidence (organisation, bytes) VALUES (new.organisation, coalesce(length(new.body), 0))
		ON CONFLICT (organisation) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER proof_changed AFTER UPDATE OF body ON proof BEGIN
	UPDATE evidence SET bytes = bytes + coalesce(length(new.body), 0) - coalesce(length(old.body), 0)
		WHERE organisation = new.organisation;
END;
CREATE TRIGGER proof_removed AFTER DELETE ON proof BEGIN
	UPDATE evidence SET bytes = bytes - coalesce(length(old.body), 0)
		WHERE organisation = old.organisation;
END;
CREATE TRIGGER happened_added AFTER INSERT ON happened BEGIN
	INSERT INTO evidence (organisation, bytes) VALUES (new.organisation, length(new.nodes))
		ON CONFLICT (organisation) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER happened_removed AFTER DELETE ON happened BEGIN
	UPDATE evidence SET bytes = bytes - length(old.nodes) WHERE organisation = old.organisation;
END;

-- Where the events of a job's document stand in it, as a JSON path; empty of an event that came alone.
ALTER TABLE job ADD COLUMN list TEXT NOT NULL DEFAULT '$.epcisBody.eventList';

-- How many bytes of documents are kept for each organisation. They are never removed.
CREATE TABLE documents (
	organisation INTEGER PRIMARY KEY,
	bytes        INTEGER NOT NULL
) STRICT;
INSERT INTO documents (organisation, bytes)
	SELECT owner, sum(length(CAST(body AS BLOB))) FROM event WHERE owner IS NOT NULL GROUP BY owner;
CREATE TRIGGER document_added AFTER INSERT ON event WHEN new.owner IS NOT NULL BEGIN
	INSERT INTO documents (organisation, bytes) VALUES (new.owner, length(CAST(new.body AS BLOB)))
		ON CONFLICT (organisation) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
