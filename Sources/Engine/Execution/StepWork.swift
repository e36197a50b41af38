/// Does the steps of one kind.
package protocol StepWork: Sendable {
  /// What it must know of a step that is not in every step.
  associatedtype Details: StepDetails

  /// The kind of the steps that it does.
  var kind: StepKind { get }

  /// Does a step's work and returns the names of the files that it left in the context's folder.
  ///
  /// It ends soon after its task was cancelled.
  func run(
    _ details: Details,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName]
}

/// The works that a program has, by the kinds of step that they do.
package struct StepWorks: Sendable {
  private let works: [StepKind: any StepWork]

  /// - Parameter works: One for each kind.
  package init(_ works: [any StepWork]) {
    self.works = Dictionary(works.map { ($0.kind, $0) }) { _, _ in
      preconditionFailure("two works do one kind of step")
    }
  }

  /// The type of the details of a kind of step; nil where no work does the kind.
  func details(of kind: StepKind) -> (any StepDetails.Type)? {
    works[kind].map { Self.details(of: $0) }
  }

  /// Does a step; one of a kind that no work does is a programming error.
  func run(
    _ step: StepSpec,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    guard let work = works[step.kind] else {
      preconditionFailure("no work does the kind '\(step.kind)' of step '\(step.id)'")
    }
    return try await Self.run(work, step, context)
  }

  private static func details<Work: StepWork>(of work: Work) -> any StepDetails.Type {
    Work.Details.self
  }

  private static func run<Work: StepWork>(
    _ work: Work,
    _ step: StepSpec,
    _ context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    guard let details = step.details as? Work.Details else {
      preconditionFailure("step '\(step.id)' has no details of its kind '\(step.kind)'")
    }
    return try await work.run(details, in: context)
  }
}
