/// Where a run comes from, beside its manifest and the program's version.
package struct RunProvenance: Hashable, Sendable {
  /// The processor, its cores and its memory, and the system on it.
  package struct Machine: Hashable, Sendable {
    package var host: String

    /// The processor's name, where the system tells.
    package var processor: String?

    /// The cores that the process may use.
    package var cores: Int

    /// The memory in bytes, where the system tells.
    package var memory: Int?

    /// The operating system and its version.
    package var system: String

    package init(host: String, processor: String?, cores: Int, memory: Int?, system: String) {
      self.host = host
      self.processor = processor
      self.cores = cores
      self.memory = memory
      self.system = system
    }
  }

  /// The state of the Git repository that a manifest lies in.
  package struct Repository: Hashable, Sendable {
    /// The digest of the commit; nil without one.
    package var commit: String?

    /// The branch; nil where none is checked out.
    package var branch: String?

    /// How many tracked files differ from the commit; nil where it is not known.
    package var changed: Int?

    /// How many files Git neither tracks nor ignores; nil where it is not known.
    package var untracked: Int?

    /// Why something is not known, in a few words.
    package var problem: String?

    package init(
      commit: String? = nil,
      branch: String? = nil,
      changed: Int? = nil,
      untracked: Int? = nil,
      problem: String? = nil
    ) {
      self.commit = commit
      self.branch = branch
      self.changed = changed
      self.untracked = untracked
      self.problem = problem
    }

    /// Whether all files were as in the commit and no others there; nil where it is not known.
    package var isClean: Bool? {
      guard commit != nil, let changed, let untracked else { return nil }
      return changed == 0 && untracked == 0
    }
  }

  /// The manifest's path as it was given, below the repository's root where there is one.
  package var manifestPath: String

  /// The program's arguments, its own name first, without secrets.
  package var command: [String]
  package var machine: Machine

  /// Nil as long as Git has not answered.
  package var repository: Repository?

  package init(
    manifestPath: String,
    command: [String],
    machine: Machine,
    repository: Repository? = nil
  ) {
    self.manifestPath = manifestPath
    self.command = command
    self.machine = machine
    self.repository = repository
  }
}
