internal import Diagnostics

// From resolved values to the manifest's types. The rules have passed by now, so nothing here fails.

extension Manifest.Experiment {
  /// - Parameters:
  ///   - combination: What the matrix gives to it.
  ///   - base: The values without it, accepted with it by all rules.
  ///   - format: The keys that there are.
  ///   - manifestPath: The path of the manifest, which paths given as options are relative to.
  init(
    _ combination: Matrix.Combination,
    of base: ResolvedValue,
    _ format: ManifestFormat,
    manifestPath: String
  ) {
    let resolved = format.completed(combination.applied(to: base))
    self.combination = combination
    self.base = base
    self.format = format
    dataset = Manifest.Dataset(resolved.required("dataset"), manifestPath: manifestPath)
    fineTune = Manifest.FineTune(resolved.required("fine-tune"), manifestPath: manifestPath)
    evaluate = Manifest.Evaluate(resolved.required("evaluate"))
    expect = resolved.required("expect").list.map(Manifest.Expectation.init)
    prices = resolved["prices"]?.list.map(Manifest.Price.init) ?? []
  }
}

extension Manifest.Dataset {
  init(_ value: ResolvedValue, manifestPath: String) {
    let guidance = value.required("guidance")
    let examples = value.required("examples")
    let range = guidance.required("pairs-per-document").list.map(\.integer)
    self.init(
      pairs: Manifest.PairsOrigin(value.required("pairs"), manifestPath: manifestPath),
      seed: value.required("seed").integer,
      realized: value.required("realized").integer,
      unrealized: value.required("unrealized").integer,
      personas: value.required("personas").list.map(\.string),
      guidance: Manifest.Guidance(
        phrasings: Manifest.Phrasings(guidance.required("phrasings")),
        splits: Set(guidance.required("splits").list.map { $0.word() }),
        answers: guidance.required("answers").word(),
        pairsPerDocument: range[0]...range[1],
        repeats: guidance.required("repeats").integer
      ),
      examples: Manifest.Examples(
        template: examples.required("template").string,
        repeats: examples.required("repeats").integer
      ),
      layout: value.required("layout").word(),
      order: value.required("order").word()
    )
  }
}

extension Manifest.PairsOrigin {
  /// Where a value of `dataset.pairs` says that the pairs come from.
  init(_ value: ResolvedValue, manifestPath: String) {
    let written = value.string
    guard written != "builtin" else {
      self = .builtin
      return
    }
    let file = ManifestPaths.file(of: value, orOption: manifestPath)
    self = .file(written: written, path: ManifestPaths.sibling(written, of: file))
  }
}

extension Manifest.Phrasings {
  fileprivate init(_ value: ResolvedValue) {
    self =
      switch value.content {
      case .list(let items): .templates(items.map(\.string))
      default: .builtin(value.integer)
      }
  }
}

extension Manifest.FineTune {
  init(_ value: ResolvedValue, manifestPath: String) {
    let models = value.required("models")
    self.init(
      provider: value.required("provider").string,
      models: models.list.map(\.string),
      modelFolder: Self.folder(ofModels: models, manifestPath: manifestPath),
      epochs: value.required("epochs").integer,
      batchSize: value.required("batch-size").integer,
      learningRateMultiplier: value["learning-rate-multiplier"]?.number,
      seeds: value.required("seeds").list.map(\.integer),
      suffix: SuffixTemplate.filled(value),
      deadline: value["deadline"].flatMap { TimeSpan($0.string) }
    )
  }
}

extension Manifest.FineTune {
  /// The folder that relative paths among the models begin in, without a slash at its end.
  static func folder(ofModels models: ResolvedValue, manifestPath: String) -> String {
    let path = ManifestPaths.sibling("", of: ManifestPaths.file(of: models, orOption: manifestPath))
    return path.isEmpty ? "." : String(path.dropLast(path.count > 1 ? 1 : 0))
  }
}

extension Manifest.Evaluate {
  init(_ value: ResolvedValue) {
    self.init(
      splits: value.required("splits").list.map { $0.word() },
      metrics: value.required("metrics").list.map { $0.word() },
      baseModel: value.required("base-model").boolean,
      temperature: value.required("temperature").number
    )
  }
}

extension Manifest.Expectation {
  fileprivate init(_ value: ResolvedValue) {
    self.init(
      model: value.required("model").string,
      split: value.required("split").word(),
      metric: value.required("metric").word(),
      value: value.required("value").number,
      source: value["source"]?.string
    )
  }
}

extension Manifest.Price {
  /// A price of a manifest or of a file of settings.
  init(_ value: ResolvedValue) {
    self.init(
      model: value.required("model").string,
      training: value.required("training").number,
      input: value.required("input").number,
      output: value.required("output").number,
      baseInput: value["base-input"]?.number,
      currency: value.required("currency").string,
      date: value["date"]?.string,
      source: value["source"]?.string
    )
  }
}

extension ResolvedValue {
  fileprivate func word<Word: RawRepresentable<String>>() -> Word {
    guard let word = Word(rawValue: string) else { preconditionFailure("unknown word '\(string)'") }
    return word
  }
}
