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
];
