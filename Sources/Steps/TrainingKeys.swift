package import Manifest
package import Providers

// A provider describes its parameters without knowing manifests; here they become keys of the format.

extension ManifestFormat {
  /// The format with the keys that providers have of their own.
  package init(_ providers: [any Provider]) {
    self.init(
      providers.compactMap { provider in
        let section = provider.trainingSection
        guard section != .standard else { return nil }
        return TrainingKeys(
          provider: provider.identity.name,
          lacked: section.hasLearningRateMultiplier ? [] : ["learning-rate-multiplier"],
          own: section.own.map { Key($0) }
        )
      }
    )
  }
}

extension Key {
  /// - Parameters:
  ///   - parameter: What the key says.
  ///   - parentChangesResult: Whether the section that it is in changes results.
  fileprivate init(_ parameter: TrainingParameter, in parentChangesResult: Bool = true) {
    let changesResult = parentChangesResult && parameter.changesResult
    if case .section(let parameters) = parameter.form {
      let keys = parameters.map { Key($0, in: changesResult) }
      self.init(parameter.name, parameter.summary, keys: keys)
      return
    }
    self.init(
      parameter.name,
      ValueType(parameter.form),
      default: Default(parameter.absence),
      changesResult: changesResult,
      parameter.summary,
      example: parameter.example
    )
  }
}

extension Key.Default {
  fileprivate init(_ absence: TrainingParameter.Absence) {
    self =
      switch absence {
      case .isError: .required
      case .isNone: .absent
      case .means(let value): .value(ResolvedValue.Content(value))
      }
  }
}

extension ResolvedValue.Content {
  fileprivate init(_ value: ParameterValue) {
    self =
      switch value {
      case .boolean(let flag): .boolean(flag)
      case .integer(let number): .integer(number)
      case .number(let number): .number(number)
      case .text(let text): .string(text)
      case .texts(let texts): .defaultList(texts.map { .string($0) })
      }
  }
}

extension ValueType {
  fileprivate init(_ form: TrainingParameter.Form) {
    self =
      switch form {
      case .integer(let range): .integer(range)
      case .number(let lower, let includesLower, let upper):
        .number(NumberRange(lower: lower, includesLower: includesLower, upper: upper))
      case .boolean: .boolean
      case .word(let words): .word(words)
      case .text: .text(.nonEmpty)
      case .texts: .list(of: .text(.nonEmpty), count: 1...1000, unique: true)
      case .section: preconditionFailure("a section is a key with keys of its own")
      }
  }
}

extension TrainingSection {
  /// The values that an experiment gives to the provider's own parameters, by their paths below
  /// `fine-tune`; without those that have none.
  package func values(in fineTune: ResolvedValue?) -> [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    func add(_ parameters: [TrainingParameter], of section: ResolvedValue?, below parent: String) {
      for parameter in parameters {
        guard let value = section?[parameter.name] else { continue }
        let path = parent + parameter.name
        if case .section(let inner) = parameter.form {
          add(inner, of: value, below: "\(path).")
        } else {
          values[path] = ParameterValue(value, parameter.form)
        }
      }
    }
    add(own, of: fineTune, below: "")
    return values
  }
}

extension ParameterValue {
  /// A value that the format has accepted for a form.
  fileprivate init(_ value: ResolvedValue, _ form: TrainingParameter.Form) {
    self =
      switch form {
      case .integer: .integer(value.integer)
      case .number: .number(value.number)
      case .boolean: .boolean(value.boolean)
      case .word, .text: .text(value.string)
      case .texts: .texts(value.list.map(\.string))
      case .section: preconditionFailure("a section has no value of its own")
      }
  }
}
