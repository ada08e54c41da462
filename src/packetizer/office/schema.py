"""The journal's tables, version by version. A version once shipped is never edited; the next one is added."""

MIGRATIONS: tuple[str, ...] = (
    # 1: what a watcher knows
    """
    CREATE TABLE cases (
        name TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        since REAL NOT NULL,      -- when it came into this state; all times are seconds since 1970, UTC
        due REAL,                 -- when something is to be done about it
        attempts INTEGER NOT NULL DEFAULT 0,  -- failed in a row
        reason TEXT NOT NULL DEFAULT '',
        tried TEXT,               -- digest of what was built last, or failed to be
        digest TEXT,              -- of what the packet that stands was built from
        built REAL,
        summary TEXT,             -- JSON
        stage TEXT NOT NULL DEFAULT '',
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE files (
        case_name TEXT NOT NULL,
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (case_name, path)
    ) WITHOUT ROWID;
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY,
        case_name TEXT NOT NULL,
        digest TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        state TEXT NOT NULL,      -- running, done, failed, interrupted
        started REAL NOT NULL,
        ended REAL,
        exit_code INTEGER,
        reason TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX jobs_by_case ON jobs (case_name, id);
    CREATE TABLE unfiled (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        proposed TEXT,            -- a case's name
        why TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE watcher (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        pid INTEGER NOT NULL,
        host TEXT NOT NULL,
        top TEXT NOT NULL,
        mode TEXT NOT NULL,       -- watch, once, batch
        started REAL NOT NULL,
        beat REAL NOT NULL,
        ended REAL
    );
    """,
    # 2: batches, which are taken up again where they stopped
    """
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        asked TEXT NOT NULL,      -- the options it was started with
        started REAL NOT NULL,
        ended REAL
    );
    ALTER TABLE jobs ADD COLUMN batch INTEGER REFERENCES batches (id);
    """,
    # 3: how cases were built by the last run, to say when they are built otherwise
    """
    CREATE TABLE recipe (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        recipe TEXT NOT NULL      -- a hash of version, options and rule files
    );
    """,
)
