/**
 * Schema of tandem.db, one entry per user_version, applied in order. Entries that have shipped are never edited.
 * Times are milliseconds since 1970. JSON columns hold the forms of core/contract.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE library (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL
  ) STRICT;

  -- What reading a file's bytes gave; the text itself is the parse artifact.
  CREATE TABLE content (
    sha256 TEXT PRIMARY KEY, parse_digest TEXT NOT NULL, format TEXT NOT NULL, title TEXT, pages INTEGER,
    page_starts TEXT NOT NULL, characters INTEGER NOT NULL, text_sha256 TEXT NOT NULL, encoding TEXT, bytes INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE document (
    id TEXT PRIMARY KEY, library_id TEXT NOT NULL REFERENCES library(id), sha256 TEXT NOT NULL REFERENCES content(sha256),
    name TEXT NOT NULL, source_path TEXT, added_at INTEGER NOT NULL, UNIQUE (library_id, sha256)
  ) STRICT;
  CREATE INDEX document_by_sha256 ON document(sha256);

  -- One row per chunking recipe; its full text lives in the table passages_<id>.
  CREATE TABLE chunk_set (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY, set_id INTEGER NOT NULL REFERENCES chunk_set(id), sha256 TEXT NOT NULL,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, heading TEXT, text TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chunk_by_content ON chunk(set_id, sha256, ordinal);
  -- A row here says that every chunk of the content is stored; first_chunk + ordinal is the chunk's id.
  CREATE TABLE chunked (
    set_id INTEGER NOT NULL REFERENCES chunk_set(id), sha256 TEXT NOT NULL, first_chunk INTEGER NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (set_id, sha256)
  ) STRICT;
  CREATE TABLE sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
  INSERT INTO sequence VALUES ('chunk', 1);

  -- A row here says that the vectors of the content are on disk, complete.
  CREATE TABLE vectors (
    embed_digest TEXT NOT NULL, sha256 TEXT NOT NULL, file_sha256 TEXT NOT NULL, dimension INTEGER NOT NULL,
    first_chunk INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (embed_digest, sha256)
  ) STRICT;

  CREATE TABLE import_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT NOT NULL, library_id TEXT NOT NULL REFERENCES library(id),
    path TEXT NOT NULL, name TEXT NOT NULL, owned INTEGER NOT NULL, state TEXT NOT NULL, code TEXT, message TEXT,
    document_id TEXT, chunks INTEGER NOT NULL DEFAULT 0, queued_at INTEGER NOT NULL, finished_at INTEGER
  ) STRICT;
  CREATE INDEX import_file_by_state ON import_file(state, id);
  CREATE INDEX import_file_by_batch ON import_file(batch, id);

  CREATE TABLE version (
    id TEXT PRIMARY KEY, manifest TEXT NOT NULL, installed_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE pointer (
    id INTEGER PRIMARY KEY CHECK (id = 1), stable TEXT NOT NULL REFERENCES version(id),
    beta TEXT REFERENCES version(id), previous TEXT REFERENCES version(id), generation INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE chat (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, library_id TEXT NOT NULL REFERENCES library(id), pointer TEXT NOT NULL,
    manual INTEGER NOT NULL, pinned INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE TABLE turn (
    id TEXT PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chat(id), ordinal INTEGER NOT NULL, question TEXT NOT NULL,
    answer TEXT NOT NULL, state TEXT NOT NULL, code TEXT, supported INTEGER NOT NULL, sentences TEXT NOT NULL,
    citations TEXT NOT NULL, version TEXT NOT NULL, pointer TEXT, reason TEXT NOT NULL, timings TEXT NOT NULL,
    tokens INTEGER NOT NULL, notice TEXT, retrieved TEXT NOT NULL, prompt TEXT, fingerprint TEXT, asked_at INTEGER NOT NULL,
    UNIQUE (chat_id, ordinal)
  ) STRICT;
  CREATE TABLE rating (
    turn_id TEXT PRIMARY KEY REFERENCES turn(id), version TEXT NOT NULL, thumb TEXT, stars INTEGER, tags TEXT NOT NULL,
    comment TEXT, rated_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Vector files get a number, so that the table below can point at them in few bytes.
  CREATE TABLE numbered_vectors (
    id INTEGER PRIMARY KEY, embed_digest TEXT NOT NULL, sha256 TEXT NOT NULL, file_sha256 TEXT NOT NULL,
    dimension INTEGER NOT NULL, first_chunk INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (embed_digest, sha256)
  ) STRICT;
  INSERT INTO numbered_vectors (embed_digest, sha256, file_sha256, dimension, first_chunk, count)
    SELECT embed_digest, sha256, file_sha256, dimension, first_chunk, count FROM vectors;
  DROP TABLE vectors;
  ALTER TABLE numbered_vectors RENAME TO vectors;
  CREATE INDEX vectors_by_content ON vectors(sha256);

  -- Where the vector of a text lies: text is SHA-256 over the embedding recipe and the text, row counts from 0.
  CREATE TABLE text_vector (
    text BLOB NOT NULL, vectors_id INTEGER NOT NULL REFERENCES vectors(id) ON DELETE CASCADE, row INTEGER NOT NULL,
    PRIMARY KEY (text, vectors_id, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX text_vector_by_file ON text_vector(vectors_id, row);

  -- A version tried to index a content and could not. It tries again at the next start and after an installation.
  CREATE TABLE index_failure (
    version TEXT NOT NULL REFERENCES version(id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES content(sha256) ON DELETE CASCADE,
    code TEXT NOT NULL, failed_at INTEGER NOT NULL, PRIMARY KEY (version, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX index_failure_by_content ON index_failure(sha256);

  -- What the person should know although nothing has to be done about it at once.
  CREATE TABLE notice (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, details TEXT NOT NULL, noticed_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Folders that a library follows. identity: what the folder was when it was last looked through; code: why it was not.
  CREATE TABLE watched_folder (
    id TEXT PRIMARY KEY, library_id TEXT NOT NULL REFERENCES library(id), path TEXT NOT NULL, ignored TEXT NOT NULL,
    polling INTEGER NOT NULL, state TEXT NOT NULL, code TEXT, identity TEXT, last_change INTEGER, added_at INTEGER NOT NULL,
    UNIQUE (library_id, path)
  ) STRICT;
  -- A file as it was last seen. sha256 without document_id: somebody removed the document by hand, and it stays away.
  -- brought: the document is here because of watching, and goes with its last file.
  CREATE TABLE watched_file (
    id INTEGER PRIMARY KEY, folder_id TEXT NOT NULL REFERENCES watched_folder(id) ON DELETE CASCADE, path TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ms REAL NOT NULL, identity TEXT NOT NULL, mounted INTEGER NOT NULL, sha256 TEXT,
    document_id TEXT REFERENCES document(id) ON DELETE SET NULL, import_id INTEGER, brought INTEGER NOT NULL DEFAULT 0,
    UNIQUE (folder_id, path)
  ) STRICT;
  CREATE INDEX watched_file_by_document ON watched_file(document_id);
  CREATE INDEX watched_file_by_import ON watched_file(import_id);
  CREATE INDEX watched_file_by_identity ON watched_file(identity);
  `,
  `
  -- Life of each version that was ever installed; state is JSON. It goes on after the version is removed.
  CREATE TABLE rollout (
    version TEXT PRIMARY KEY, state TEXT NOT NULL, salt TEXT NOT NULL, attempt INTEGER NOT NULL, started_at INTEGER NOT NULL,
    was_stable INTEGER NOT NULL
  ) STRICT;
  -- Every move, in order: the table above and the pointers can be rebuilt from it.
  CREATE TABLE rollout_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL, event TEXT NOT NULL, generation INTEGER NOT NULL,
    happened_at INTEGER NOT NULL
  ) STRICT;
  CREATE TRIGGER rollout_event_kept BEFORE UPDATE ON rollout_event BEGIN SELECT RAISE(ABORT, 'append only'); END;
  CREATE TRIGGER rollout_event_stays BEFORE DELETE ON rollout_event BEGIN SELECT RAISE(ABORT, 'append only'); END;

  -- Who moved what, when and why. hash: SHA-256 over previous_hash and the row.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, version TEXT,
    from_state TEXT, to_state TEXT, why TEXT NOT NULL, evidence TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;

  -- Which arm of a rollout a chat was drawn into; it stays there. salt names the attempt.
  CREATE TABLE assignment (
    salt TEXT NOT NULL, chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE, arm TEXT NOT NULL,
    assigned_at INTEGER NOT NULL, PRIMARY KEY (salt, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX assignment_by_chat ON assignment(chat_id);
  CREATE TABLE route_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, value TEXT NOT NULL, target TEXT NOT NULL,
    created_at INTEGER NOT NULL, UNIQUE (kind, value)
  ) STRICT;

  -- One question answered by two versions, unseen (source shadow) or from a question set (source gate). Outcomes are JSON.
  CREATE TABLE answer_pair (
    id INTEGER PRIMARY KEY, salt TEXT NOT NULL, source TEXT NOT NULL, question_key TEXT NOT NULL, slice TEXT NOT NULL,
    stable_version TEXT NOT NULL, beta_version TEXT NOT NULL, stable TEXT NOT NULL, beta TEXT NOT NULL,
    differences TEXT NOT NULL, cold INTEGER NOT NULL, paired_at INTEGER NOT NULL, UNIQUE (salt, source, question_key)
  ) STRICT;
  CREATE TABLE vote (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, stable_turn TEXT NOT NULL REFERENCES turn(id) ON DELETE CASCADE,
    beta_turn TEXT NOT NULL REFERENCES turn(id) ON DELETE CASCADE, stable_version TEXT NOT NULL, beta_version TEXT NOT NULL,
    winner TEXT NOT NULL, blind INTEGER NOT NULL, shown_left TEXT NOT NULL, ms_to_vote INTEGER NOT NULL, slice TEXT NOT NULL,
    voted_at INTEGER NOT NULL, UNIQUE (stable_turn, beta_turn)
  ) STRICT;
  CREATE INDEX vote_by_beta_turn ON vote(beta_turn);
  CREATE INDEX vote_by_version ON vote(beta_version, voted_at);

  -- Since when a guard of an attempt has said what it says.
  CREATE TABLE guard_verdict (
    salt TEXT NOT NULL, guard TEXT NOT NULL, verdict TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (salt, guard)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX turn_by_version_time ON turn(version, asked_at);
  `,
  `
  -- Question sets that were run on versions. set_digest names a file in question-sets; results is the report as JSON.
  CREATE TABLE evaluation_run (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, set_digest TEXT NOT NULL, library_id TEXT NOT NULL, versions TEXT NOT NULL,
    state TEXT NOT NULL, code TEXT, verdict TEXT, results TEXT, environment TEXT, started_at INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX evaluation_run_by_time ON evaluation_run(started_at);
  `,
];
