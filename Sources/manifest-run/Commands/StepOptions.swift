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
  /// - Throws: `CommandFailure` for a step that is not there.
  func choose(from plan: Plan) throws(CommandFailure) -> Plan {
    var chosen = plan
    if !only.isEmpty { chosen = plan.only(try plan.steps(named: only, for: "--only")) }
    if !from.isEmpty { chosen = plan.from(try plan.steps(named: from, for: "--from")) }
    guard !force.isEmpty else { return chosen }
    return chosen.forcing(try chosen.steps(named: force, for: "--force", of: plan))
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
  /// - Throws: `WorkspaceError`, or `CommandFailure` where steps read what was not made and is not to
  ///   be made.
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

  private func requireInputs(of plan: Plan, _ states: [PlannedStep]) throws(CommandFailure) {
    let missing = plan.missing(states)
    guard !missing.isEmpty else { return }
    let option = only.isEmpty ? "--from" : "--only"
    let shown = missing.prefix(5).map { "'\($0.id)' (\($0.state))" }
    let rest = missing.count > shown.count ? " and \(missing.count - shown.count) more" : ""
    throw CommandFailure(
      "'\(option)' makes nothing that the chosen steps read, and not all of that is there: "
        + shown.joined(separator: ", ") + rest,
      hint: "leave '\(option)' out, or choose these steps too"
    )
  }
}

extension Plan {
  /// The steps that a user means by names and patterns.
  ///
  /// - Parameters:
  ///   - texts: What the user wrote.
  ///   - option: What the steps were named for, such as `--only`.
  ///   - whole: The plan before steps were left out of it, for the message about one that may not be made.
  /// - Returns: Steps that may be made.
  /// - Throws: `CommandFailure` where one of the texts names none.
  func steps(
    named texts: [String],
    for option: String,
    of whole: Plan? = nil
  ) throws(CommandFailure) -> Set<StepID> {
    let read = Set(zip(steps, directives).filter { $0.1 == .reuseOnly }.map(\.0.id))
    var found: Set<StepID> = []
    for text in texts {
      let named = StepPattern(text).matches(in: self).filter { !read.contains($0) }
      guard !named.isEmpty else { throw (whole ?? self).refusal(of: text, for: option) }
      found.formUnion(named)
    }
    return found
  }

  private func refusal(of text: String, for option: String) -> CommandFailure {
    let all = steps.map(\.id)
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
    return CommandFailure(sentence, hint: hint, status: .wrongUsage)
  }
}
