import TestSupport
import Testing

struct DoctorCommandTests {
  private let folder = TemporaryFolder()

  private func manifest(python: String) -> String {
    folder.write(
      """
      manifest: 1
      name: m
      fine-tune:
        provider: transformers
        models: ["random:llama"]
        learning-rate: 0.001
        python: \(python)

      """,
      to: "m.yaml"
    )
  }

  /// What answers for Python under a name.
  private func standIn(_ name: String) -> String {
    folder.link(name, to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    return "\(folder.path)/\(name)"
  }

  @Test func `a Python that has all is shown with its versions and its device`() async throws {
    let python = standIn("python")
    let path = manifest(python: python)
    let results = try await program("doctor", path).results
    #expect(
      results == """
        transformers
          Python        3.11.2 at \(python)
          torch         2.13.0
          numpy         2.4.6
          transformers  5.24.0
          tokenizers    0.23.3
          safetensors   0.8.0
          peft          0.21.2
          gguf          absent; needed for models in .gguf files
          device        2 of Stand-in 3000, 80 GiB each

        """
    )
    #expect(try await !program("validate", path).messages.contains("warning"))
    let lacking = try await program(
      "doctor",
      manifest(python: standIn("python-without-peft")),
      "--set",
      "fine-tune.method=lora",
      "--set",
      "fine-tune.lora={rank: 8, alpha: 8}",
      exits: 1
    ).results
    #expect(lacking.contains("-without-peft' lacks peft\n"), "\(lacking)")
  }

  @Test func `what a Python lacks is told with the line that installs it`() async throws {
    let python = standIn("python-without-torch")
    let path = manifest(python: python)
    let results = try await program("doctor", path, exits: 1).results
    #expect(results.contains("\n  '\(python)' lacks torch\n"))
    #expect(
      results.contains("\n  run: \(python) -m venv .venv && .venv/bin/pip install torch==2.13.0 ")
    )
    for command in ["validate", "plan"] {
      let messages = try await program(command, path).messages
      #expect(
        messages.contains(":7:11: warning: nothing can be trained here: '\(python)' lacks torch"),
        "\(messages)"
      )
    }
    let failed = try await program("run", path, exits: 1).messages
    #expect(failed.contains("lacks torch: run '\(python) -m venv"), "\(failed)")
  }

  @Test(arguments: [
    ("/nowhere/python", "no Python was found at '/nowhere/python'"),
    ("/bin/false", "'/bin/false' ended with status 1"),
    ("/bin/echo", "'/bin/echo' does not answer as a Python does"),
    ("/etc", "'/etc' cannot be started: "),
  ])
  func `what is no Python is told`(python: String, words: String) async throws {
    let results = try await program("doctor", manifest(python: python), exits: 1).results
    #expect(results.contains("  Python  missing\n  \(words)"), "\(results)")
    #expect(results.contains("\n  run: python3 -m venv .venv && "))
  }

  @Test func `without a manifest all providers are looked at`() async throws {
    let results = try await program("doctor").results
    for provider in ["local", "transformers", "openai"] {
      #expect("\n\(results)".contains("\n\(provider)\n  "), "\(results)")
    }
    let document = try await program("doctor", "--json").results
    #expect(document.contains("\"oneDNN\"") && document.contains("\"format_version\""))
  }
}
