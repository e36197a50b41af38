import ArgumentParser
import Manifest
import Providers
import Report
import Steps

/// Says what this machine has, and lacks, of what providers need.
struct DoctorCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine has, and lacks, for each provider.",
    discussion: """
      No network is used. With a manifest only its provider is looked at, as the manifest uses it; exit \
      status 1 where something is missing for it.
      """
  )

  @Argument(
    help: "A manifest, in place of all providers.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var manifest: String?

  @OptionGroup var changes: ManifestChanges
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run(in environment: ProgramEnvironment) throws {
    let examined = try providers(in: environment).map { provider, own in
      Examination(
        provider: provider.identity.name,
        requirements: provider.requirements(for: own, thoroughly: true)
      )
    }
    if format.json {
      Terminal.printResult(["format_version": 1, "providers": examined.map(\.document)])
    } else {
      Terminal.printResult(examined.map(\.text).joined(separator: "\n"))
    }
    if manifest != nil, examined.contains(where: { $0.requirements.contains { $0.problem != nil } })
    {
      throw ExitStatus.failed.exit
    }
  }

  /// The providers to look at, with the values of their own training parameters.
  private func providers(
    in environment: ProgramEnvironment
  ) throws -> [(any Provider, [String: ParameterValue])] {
    guard let path = manifest else { return environment.providers.map { ($0, [:]) } }
    let place = ManifestPlace(of: path)
    let read = try changes.load(path, display, in: environment, root: place.root)
    var seen: [(any Provider, [String: ParameterValue])] = []
    for experiment in read.experiments {
      let name = experiment.fineTune.provider
      guard let provider = environment.providers.first(where: { $0.identity.name == name }) else {
        continue
      }
      let own = provider.trainingSection.values(in: experiment.resolved["fine-tune"])
      let isKnown = seen.contains { $0.0.identity == provider.identity && $0.1 == own }
      if !isKnown { seen.append((provider, own)) }
    }
    return seen
  }
}

/// What was found of what one provider needs.
private struct Examination {
  var provider: String
  var requirements: [Requirement]

  var text: String {
    let findings = TextColumns(rows: requirements.map { [$0.name, $0.finding ?? "missing"] }).lines
    let problems = requirements.flatMap { requirement in
      [requirement.problem, requirement.command.map { "run: \($0)" }].compactMap(\.self)
    }
    return ([provider] + (findings + problems).map { "  \($0)" }).map { "\($0)\n" }.joined()
  }

  var document: JSONObject {
    [
      "name": provider,
      "requirements": requirements.map { requirement in
        [
          "name": requirement.name, "finding": requirement.finding, "problem": requirement.problem,
          "command": requirement.command,
        ] as JSONObject
      },
    ]
  }
}
