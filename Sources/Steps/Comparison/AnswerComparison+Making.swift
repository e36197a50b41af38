internal import Metrics
internal import Report
internal import Statistics

extension AnswerComparison {
  /// What a question is known by on both sides.
  private struct Question: Hashable {
    var prompt: String
    var target: String
  }

  /// One trained model's records of a split, by the question.
  private struct Run {
    var seed: Int
    var value: Double
    var records: [Question: ItemRecord] = [:]
  }

  /// The comparisons of everything that was measured on either side, in the order of the results.
  ///
  /// - Parameters:
  ///   - results: What was measured, side by side.
  ///   - a: One side, with its records.
  ///   - b: The other side.
  /// - Returns: One for each model, split and metric with values of its own for each question.
  /// - Throws: `StepFailure` where records are damaged.
  static func all(
    of results: [Comparison.ResultPair],
    _ a: ComparedManifest,
    _ b: ComparedManifest
  ) throws -> [AnswerComparison] {
    try results.grouped {
      [$0.provider, $0.model, $0.variant.listed, $0.split, $0.metric]
    }
    .compactMap { pairs in
      guard let metric = Metric.named(pairs[0].metric), !metric.isDifference else { return nil }
      return try AnswerComparison(
        pairs[0],
        metric,
        try runs(pairs.compactMap(\.a), a.records),
        try runs(pairs.compactMap(\.b), b.records)
      )
    }
  }

  /// How the shares of right answers of two experiments differ, with one model on one split.
  ///
  /// - Parameters:
  ///   - b: The runs of one experiment, at least one.
  ///   - a: The runs of the experiment that is subtracted, at least one.
  ///   - metric: What says which answers are right.
  ///   - records: What was asked about each question for a measurement.
  /// - Returns: The difference; nil where a run has no answers.
  /// - Throws: What `records` throws.
  static func difference<Failure: Error>(
    of b: [Measurement],
    less a: [Measurement],
    by metric: Metric,
    records: (Measurement) throws(Failure) -> [ItemRecord]
  ) throws(Failure) -> ShareComparison? {
    let (a, b) = (try runs(a, records), try runs(b, records))
    let (askedOfA, askedOfB) = (questions(of: a), questions(of: b))
    guard !askedOfA.isEmpty, !askedOfB.isEmpty else { return nil }
    return shareDifference(a, b, askedOfA.intersection(askedOfB), metric)
  }

  private static func runs<Failure: Error>(
    _ measurements: [Measurement],
    _ records: (Measurement) throws(Failure) -> [ItemRecord]
  ) throws(Failure) -> [Run] {
    try measurements.sorted { $0.seed < $1.seed }.map { (measurement) throws(Failure) in
      var run = Run(seed: measurement.seed, value: measurement.value)
      for record in try records(measurement) {
        run.records[Question(prompt: record.item.prompt, target: record.item.target)] = record
      }
      return run
    }
  }

  private init(
    _ place: Comparison.ResultPair,
    _ metric: Metric,
    _ a: [Run],
    _ b: [Run]
  ) throws {
    self.init(
      variant: place.variant,
      provider: place.provider,
      model: place.model,
      split: place.split,
      metric: metric.name,
      a: Side(seeds: a.map(\.seed), values: a.map(\.value)),
      b: Side(seeds: b.map(\.seed), values: b.map(\.value)),
      questions: Questions(both: 0, onlyA: 0, onlyB: 0)
    )
    let (askedOfA, askedOfB) = (Self.questions(of: a), Self.questions(of: b))
    let common = askedOfA.filter { askedOfB.contains($0) }
    questions = Questions(
      both: common.count,
      onlyA: askedOfA.count - common.count,
      onlyB: askedOfB.count - common.count
    )
    guard !a.isEmpty, !b.isEmpty else { return }
    tellSeeds()
    guard !askedOfA.isEmpty, !askedOfB.isEmpty else {
      notes.append(
        "The answers of \(askedOfA.isEmpty ? "A" : "B") are not here, so that none can be compared."
      )
      return
    }
    tellQuestions()
    switch metric.measure {
    case .share:
      flips = Self.flips(Self.partners(a, b), common, metric)
      difference = .share(Self.shareDifference(a, b, common, metric))
    case .mean(let number, base: _):
      let differences = common.compactMap { question -> Double? in
        let values = [a, b].map { side in
          Self.mean(side.compactMap { $0.records[question].flatMap { number($0.item) } })
        }
        return values[1].flatMap { b in values[0].map { b - $0 } }
      }
      // A set has another order in each process, and sums in one order give the same bits.
      difference = MeanDifference(of: differences.sorted()).map(Difference.mean)
    case .difference: break
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The questions that all runs of a side were asked.
  private static func questions(of runs: [Run]) -> Set<Question> {
    guard let first = runs.first else { return [] }
    return runs.dropFirst().reduce(Set(first.records.keys)) { $0.intersection($1.records.keys) }
  }

  /// The runs that are held beside each other answer by answer: those of the same seed, else the first of each.
  private static func partners(_ a: [Run], _ b: [Run]) -> [(a: Run, b: Run)] {
    let same = a.flatMap { run in b.filter { $0.seed == run.seed }.map { (a: run, b: $0) } }
    return same.isEmpty ? Array(zip(a.prefix(1), b.prefix(1))).map { (a: $0, b: $1) } : same
  }

  private static func flips(
    _ partners: [(a: Run, b: Run)],
    _ common: Set<Question>,
    _ metric: Metric
  ) -> [Flip] {
    partners.flatMap { a, b in
      common.compactMap { question -> Flip? in
        guard let one = a.records[question], let other = b.records[question],
          let wasRight = one.verdicts[metric.name], let isRight = other.verdicts[metric.name],
          wasRight != isRight
        else { return nil }
        return Flip(
          prompt: question.prompt,
          target: question.target,
          seedOfA: a.seed,
          seedOfB: b.seed,
          a: one.item.completion ?? "",
          b: other.item.completion ?? "",
          isGained: isRight
        )
      }
      .sorted { ($0.isGained ? 0 : 1, $0.prompt) < ($1.isGained ? 0 : 1, $1.prompt) }
    }
  }

  /// By what the runs are compared: by each other on the questions that both sides were asked, where there are
  /// enough runs; else by these questions, else by different ones.
  private static func shareDifference(
    _ a: [Run],
    _ b: [Run],
    _ common: Set<Question>,
    _ metric: Metric
  ) -> ShareComparison {
    func isRight(_ run: Run, _ question: Question) -> Bool? {
      run.records[question]?.verdicts[metric.name]
    }
    /// How many of some questions a run has right.
    func correct(_ run: Run, _ questions: Set<Question>) -> Int {
      questions.count { isRight(run, $0) == true }
    }
    if !common.isEmpty {
      let shares = [a, b].map { $0.map { Double(correct($0, common)) / Double(common.count) } }
      if let comparison = ShareComparison(runs: shares[1], less: shares[0]) {
        return comparison
      }
      if a.count == 1, b.count == 1 {
        var counts = PairedDifference.Counts(both: 0, firstAlone: 0, secondAlone: 0, neither: 0)
        for question in common {
          switch (isRight(b[0], question) ?? false, isRight(a[0], question) ?? false) {
          case (true, true): counts.both += 1
          case (true, false): counts.firstAlone += 1
          case (false, true): counts.secondAlone += 1
          case (false, false): counts.neither += 1
          }
        }
        return ShareComparison(counts)
      }
      let differences = common.map { question in
        let shares = [a, b].map { side in
          Self.mean(side.map { isRight($0, question) == true ? 1 : 0 }) ?? 0
        }
        return shares[1] - shares[0]
      }
      // Sums in one order give the same bits each time.
      return ShareComparison(questionDifferences: differences.sorted())
    }
    // Several runs on the same questions are no more questions: they count as one that has their mean right.
    let sides = [a, b].map { side in
      let questions = Self.questions(of: side)
      let mean = Self.mean(side.map { Double(correct($0, questions)) }) ?? 0
      return (correct: Int(mean.rounded()), n: questions.count)
    }
    return ShareComparison(differentQuestions: sides[1], less: sides[0])
  }

  /// Names the seeds that one side alone has.
  private mutating func tellSeeds() {
    for (name, own, other) in [("A", a.seeds, b.seeds), ("B", b.seeds, a.seeds)] {
      let alone = own.filter { !other.contains($0) }
      guard !alone.isEmpty else { continue }
      let list = alone.map(String.init).joined(separator: ", ")
      notes.append("\(alone.count == 1 ? "Seed" : "Seeds") \(list): \(name) alone.")
    }
  }

  /// Names the questions that one side alone has.
  private mutating func tellQuestions() {
    if questions.both == 0 {
      notes.append(
        "The two sides have no question in common, so that they are compared as different samples."
      )
      return
    }
    for (name, count) in [("A", questions.onlyA), ("B", questions.onlyB)] where count > 0 {
      notes.append(
        "\(Decimals.counted(count, "question")) of \(name) alone \(count == 1 ? "is" : "are") left out."
      )
    }
  }
}
