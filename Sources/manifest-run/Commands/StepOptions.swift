import ArgumentParser
import Diagnostics
import Engine
import Steps

/// Which steps of a manifest a call is about, and which are made again.
struct StepOptions: ParsableArguments {
  @Option(help: "Stop after the steps of this kind.")
  var until: Kind?

  @Option(
    help: ArgumentHelp(
      "Do this step alone; what it reads must be done. May be repeated.",
      discussion: "In a step's name '*' stands for any text and '?' for one character.",
      valueName: "step"
    )
  )
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Do this step and all that come after it; what these read of others must be done. "
        + "May be repeated.",
      valueName: "step"
    )
  )
  var from: [String] = []

  @Option(
    help: ArgumentHelp(
      "Make this step again although it could be reused. May be repeated.",
      valueName: "step"
    )
  )
  var force: [String] = []

  func validate() throws {
    if !only.isEmpty && !from.isEmpty {
      throw ValidationError("'--only' and '--from' exclude each other; leave one out")
    }
  }

  /// The part of a plan that is asked for.
  ///
  /// - Parameter plan: The plan up to the kind of `until`.
  /// - Returns: The plan with what may be done with each of its steps.
  /// - Throws: The exit status for a step that is not there, after it was told.
  func choose(from plan: Plan) throws -> Plan {
    var chosen = plan
    if !only.isEmpty { chosen = plan.only(try StepChoice("--only", in: plan).steps(of: only)) }
    if !from.isEmpty { chosen = plan.from(try StepChoice("--from", in: plan).steps(of: from)) }
    guard !force.isEmpty else { return chosen }
    return chosen.forcing(try StepChoice("--force", in: chosen, of: plan).steps(of: force))
  }

  /// A plan and what was found out about each of its steps.
  typealias Prepared = (plan: Plan, states: [PlannedStep])

  /// What is known of a chosen part of a plan before anything runs.
  ///
  /// - Parameters:
  ///   - plan: The steps that were chosen, and those that they need.
  ///   - workspace: Where results are kept.
  ///   - cache: Where else they are looked for.
  /// - Returns: The steps that can be reused or made.
  /// - Throws: `WorkspaceError`, or the exit status where steps read what was not made and is not to
  ///   be made, after this was told.
  func prepare(
    _ plan: Plan,
    in workspace: Workspace,
    asking cache: SharedCache?
  ) async throws -> Prepared {
    let states = try await CacheOptions.states(of: plan, in: workspace, asking: cache)
    guard plan.hasReuseOnly else { return (plan, states) }
    try requireInputs(of: plan, states)
    let narrowed = plan.narrowed(by: states)
    let kept = Set(narrowed.steps.map(\.id))
    return (narrowed, states.filter { kept.contains($0.id) })
  }

  private func requireInputs(of plan: Plan, _ states: [PlannedStep]) throws {
    let missing = plan.missing(states)
    guard !missing.isEmpty else { return }
    let option = only.isEmpty ? "--from" : "--only"
    let shown = missing.prefix(5).map { "'\($0.id)' (\($0.state))" }
    let rest = missing.count > shown.count ? " and \(missing.count - shown.count) more" : ""
    Terminal.printFailure(
      "'\(option)' makes nothing that the chosen steps read, and not all of that is there: "
        + shown.joined(separator: ", ") + rest,
      hint: "leave '\(option)' out, or choose these steps too"
    )
    throw ExitStatus.stepFailed.exit
  }
}

/// Finds the steps that a user means.
struct StepChoice {
  private let option: String
  private let plan: Plan

  /// The plan before steps were left out of it.
  private let whole: Plan

  /// - Parameters:
  ///   - option: What the steps were named for, such as `--only`.
  ///   - plan: The steps that may be chosen: those that may be made.
  ///   - whole: All steps, for the message about one that may not.
  init(_ option: String, in plan: Plan, of whole: Plan? = nil) {
    self.option = option
    self.plan = plan
    self.whole = whole ?? plan
  }

  /// The steps of names and patterns.
  ///
  /// - Throws: The exit status for wrong usage where one of them names none, after it was told.
  func steps(of texts: [String]) throws -> Set<StepID> {
    let read = Set(
      zip(plan.steps, plan.directives).filter { $0.1 == .reuseOnly }.map(\.0.id)
    )
    var steps: Set<StepID> = []
    for text in texts {
      let named = StepPattern(text).matches(in: plan).filter { !read.contains($0) }
      guard !named.isEmpty else { throw refusal(of: text) }
      steps.formUnion(named)
    }
    return steps
  }

  private func refusal(of text: String) -> ExitCode {
    let all = whole.steps.map(\.id)
    let sentence: String
    var hint: String?
    if all.contains(where: StepPattern(text).matches) {
      sentence = "'\(option) \(text)' names no step that is to be made"
      hint = "choose it with '--only' or '--from' too, or leave these out"
    } else {
      sentence = "there is no step '\(text)' for '\(option)'"
      let kinds = Set(all.map { String($0.rawValue.prefix { $0 != "/" }) + "/*" }).sorted()
      if let closest = ClosestMatch.closest(to: text, among: all.map(\.rawValue) + kinds) {
        hint = "did you mean '\(closest)'?"
      } else {
        let shown = all.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        hint = "the steps are \(shown)" + (all.count > 8 ? ", … \(all.count) in all" : "")
      }
    }
    Terminal.printFailure(sentence, hint: hint)
    return ExitCode.validationFailure
  }
}
