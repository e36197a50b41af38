import Providers

/// The packages that the worker needs, with the versions that its tests pass with.
enum WorkerRequirements {
  /// Names and versions, in the order of `Worker/requirements.txt`.
  static let pinned: [(name: String, version: String)] =
    String(decoding: PackageResources.requirements_txt, as: UTF8.self)
    .split(separator: "\n").filter { !$0.hasPrefix("#") }
    .compactMap { line in
      let parts = line.split(separator: "==").map(String.init)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

  /// The names of all packages.
  static let all = pinned.map(\.name)

  /// What packages are needed for, of those that not every training needs.
  static let purposes = ["peft": "adapters", "gguf": "models in .gguf files"]

  /// The packages without which a training is refused.
  static func packages(for own: [String: ParameterValue]) -> [String] {
    all.filter { purposes[$0] == nil || $0 == "peft" && TrainingKeys.isLoRA(own) }
  }

  /// The command that installs packages.
  ///
  /// - Parameters:
  ///   - names: The packages.
  ///   - python: Where they are to be; nil, and a Python that the system owns, for a new environment.
  /// - Returns: A line for a shell.
  static func installation(of names: [String], into python: PythonInstallation?) -> String {
    let wanted = pinned.filter { names.contains($0.name) || python?.isEnvironment != true }
      .map { "\($0.name)==\($0.version)" }.joined(separator: " ")
    if let python, python.isEnvironment { return "\(python.program) -m pip install \(wanted)" }
    return "\(python?.program ?? "python3") -m venv .venv && .venv/bin/pip install \(wanted)"
  }
}
