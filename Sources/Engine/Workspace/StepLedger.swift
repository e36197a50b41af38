/// The owner of a run, for one of its steps: the only way in which a step changes the database.
struct StepLedger: StepOwner {
  let database: WorkspaceDatabase
  let step: StepID
  let key: Digest

  /// The run that pays for the step.
  var run = RunID.elsewhere

  /// The most that the steps of the run may cost; nil where there is no limit.
  var limit: SpendingLimit?

  /// Gives the seconds since 1970.
  let clock: @Sendable () -> Double

  /// Gets what the step tells.
  var listener: @Sendable (StepNews) -> Void = { _ in }

  var now: Double { clock() }

  func hear(_ news: StepNews) { listener(news) }

  func answer(_ request: StepRequest) throws(StepFailure) -> StepAnswer {
    do {
      return try answered(request)
    } catch {
      let isMoney =
        switch request {
        case .reserve, .close, .void: true
        case .pendingWork, .otherWork, .intend, .change: false
        }
      throw StepFailure(
        isMoney
          ? "writing down what step '\(step)' costs" : "keeping the journal of step '\(step)'",
        error
      )
    }
  }

  private func answered(_ request: StepRequest) throws(WorkspaceError) -> StepAnswer {
    switch request {
    case .pendingWork(let account):
      let entry = try database.pendingJournalEntry(key: key, account: account)
      return .entries(entry.map { [$0] } ?? [])
    case .otherWork(let account):
      return .entries(
        try database.journalEntries().filter { $0.account == account && $0.key != key }
      )
    case .intend(let account, let detail):
      try database.intend(key: key, account: account, step: step, detail: detail, at: now)
    case .change(let state, let account, let remoteID, let detail):
      try database.changeJournalEntry(
        key: key,
        account: account,
        step: step,
        to: state,
        remoteID: remoteID,
        detail: detail,
        at: now
      )
    case .reserve(let bill, let isSame):
      return .payment(try reserve(bill, isSame: isSame))
    case .close(let billed):
      try database.changeCharge(of: key, to: .closed, billed: billed, at: now)
    case .void:
      try database.changeCharge(of: key, to: .void, billed: nil, at: now)
    }
    return .done
  }

  private func reserve(
    _ bill: Bill,
    isSame: Bool
  ) throws(WorkspaceError) -> StepExpenses.Answer {
    let row = ChargeRow(run: run, step: step, key: key, instant: now)
    guard let limit else {
      try database.reserve(bill, row, isSame: isSame, within: nil)
      return .granted
    }
    guard let amount = bill.amount else { return .unpriced(limit: limit.amount) }
    limit.note(key)
    let spent = try database.reserve(
      bill,
      row,
      isSame: isSame,
      within: (limit.amount, limit.keys, adding: amount)
    )
    return spent.map { .refused(spent: $0, limit: limit.amount) } ?? .granted
  }
}
