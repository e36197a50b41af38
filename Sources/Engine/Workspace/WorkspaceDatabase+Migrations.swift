import GRDB

extension WorkspaceDatabase {
  /// The steps from an empty file to the present schema; a released one is never changed.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-records-runs-journal") { database in
      try database.execute(sql: firstSchema)
    }
    migrator.registerMigration("2-runs-provenance") { database in
      try database.execute(sql: provenance)
    }
    migrator.registerMigration("3-cache-file-stats") { database in
      try database.execute(sql: statSchema)
    }
    migrator.registerMigration("4-cache-record-origins") { database in
      try database.execute(sql: "ALTER TABLE records ADD COLUMN origin_cache TEXT")
      try database.execute(sql: "ALTER TABLE records ADD COLUMN origin_maker TEXT")
    }
    migrator.registerMigration("5-charges") { database in
      try database.execute(sql: chargeSchema)
    }
    migrator.registerMigration("6-adopted-models") { database in
      try database.execute(sql: adoptedModels)
    }
    return migrator
  }

  private static let provenance = """
    CREATE TABLE run_provenance (
      run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      manifest_path TEXT NOT NULL,
      command TEXT NOT NULL,
      host TEXT NOT NULL,
      processor TEXT,
      cores INTEGER NOT NULL,
      memory INTEGER,
      system TEXT NOT NULL,
      git_commit TEXT,
      git_branch TEXT,
      git_changed INTEGER,
      git_untracked INTEGER,
      git_problem TEXT
    );
    CREATE INDEX records_by_step ON records (step, id);
    CREATE INDEX records_by_run ON records (run);
    """

  private static let adoptedModels = """
    CREATE TABLE adopted_models (
      account TEXT NOT NULL,
      remote_id TEXT NOT NULL,
      model TEXT NOT NULL,
      adopted REAL NOT NULL,
      PRIMARY KEY (account, remote_id)
    ) WITHOUT ROWID;
    """

  private static let firstSchema = """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      manifest_name TEXT NOT NULL,
      manifest_digest TEXT NOT NULL,
      manifest_text TEXT NOT NULL,
      tool_version TEXT NOT NULL,
      started REAL NOT NULL,
      ended REAL,
      outcome TEXT
    );
    CREATE TABLE run_steps (
      run INTEGER NOT NULL REFERENCES runs (id),
      place INTEGER NOT NULL,
      step TEXT NOT NULL,
      kind TEXT NOT NULL,
      outcome TEXT NOT NULL,
      reason TEXT,
      key TEXT,
      seconds REAL NOT NULL,
      PRIMARY KEY (run, place)
    ) WITHOUT ROWID;
    CREATE INDEX run_steps_by_step ON run_steps (step, run);
    CREATE TABLE records (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      clear_key TEXT NOT NULL,
      step TEXT NOT NULL,
      kind TEXT NOT NULL,
      seconds REAL NOT NULL,
      tool_version TEXT NOT NULL,
      made_at REAL NOT NULL,
      run INTEGER NOT NULL REFERENCES runs (id)
    );
    CREATE TABLE record_artifacts (
      record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
      place INTEGER NOT NULL,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      byte_count INTEGER NOT NULL,
      PRIMARY KEY (record, place)
    ) WITHOUT ROWID;
    CREATE TABLE journal (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL,
      account TEXT NOT NULL,
      step TEXT NOT NULL,
      state TEXT NOT NULL,
      remote_id TEXT,
      detail TEXT NOT NULL,
      begun REAL NOT NULL,
      changed REAL NOT NULL
    );
    CREATE INDEX journal_by_key ON journal (key, account, id);
    """
}
