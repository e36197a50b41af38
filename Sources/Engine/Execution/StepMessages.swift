/// What a running step tells the owner of its run; nobody answers it.
package enum StepNews: Codable, Hashable, Sendable {
  /// How far the step is.
  case progress(StepProgress)

  /// A sentence worth knowing, such as a place in a queue.
  case note(String)

  /// What the step waits for, why, and for how long.
  case waits(String)

  /// Something went wrong that fails nothing.
  case warning(String)

  /// How long the work took that the step began elsewhere, in seconds.
  case workTook(Double)
}

/// What a running step asks the owner of its run to look up or to write down.
///
/// What is to be written down is on the disk before the answer comes.
package enum StepRequest: Codable, Hashable, Sendable {
  /// The newest entry of the step's key and an account that was not abandoned: an `entries` answer.
  case pendingWork(account: String)

  /// The entries of other keys in an account, oldest first: an `entries` answer.
  case otherWork(account: String)

  /// A request is about to leave.
  case intend(account: String, detail: String)

  /// The work has an id, or has come further.
  case change(JournalEntry.State, account: String, remoteID: String?, detail: String?)

  /// Something is about to be paid: a `payment` answer.
  case reserve(Bill, isSame: Bool)

  /// What was reserved last has ended, and what was billed where that is known.
  case close(billed: Bill?)

  /// Nothing was paid of what was reserved last.
  case void
}

/// What the owner of a run answers to a request of one of its steps.
package enum StepAnswer: Codable, Hashable, Sendable {
  /// It is done.
  case done
  case entries([JournalEntry])
  case payment(StepExpenses.Answer)
}

/// The owner of a run, as one of its running steps sees it.
package protocol StepOwner: Sendable {
  /// The seconds since 1970.
  var now: Double { get }

  /// Takes note of what a step tells.
  func hear(_ news: StepNews)

  /// Does what a step asks for.
  ///
  /// - Throws: `StepFailure` where that cannot be done, so that the step must not go on.
  func answer(_ request: StepRequest) throws(StepFailure) -> StepAnswer
}

/// How far a step is.
package struct StepProgress: Codable, Hashable, Sendable {
  /// The part that is done, from 0 to 1, where it is known.
  package var fraction: Double?

  /// What is being done, such as `epoch 3 of 10`.
  package var detail: String

  /// An estimate of the time left, where there is one.
  package var secondsLeft: Double?

  package init(fraction: Double? = nil, detail: String, secondsLeft: Double? = nil) {
    self.fraction = fraction
    self.detail = detail
    self.secondsLeft = secondsLeft
  }
}
