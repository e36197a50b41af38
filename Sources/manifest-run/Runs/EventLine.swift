import Engine

/// One line of a run's events, as one JSON object.
///
/// It is put together by hand, since a run of ten thousand steps that are all reused writes ten
/// thousand lines and takes less than half a second.
struct EventLine {
  private var text: String

  /// - Parameters:
  ///   - event: What happened, in one word.
  ///   - instant: When, in seconds since 1970.
  init(_ event: String, at instant: Double) {
    text = "{\"at\":\(Self.number(instant)),\"event\":\"\(event)\""
  }

  /// The line with its end.
  var bytes: [UInt8] { Array((text + "}\n").utf8) }

  mutating func add(_ key: String, _ value: String?) {
    guard let value else { return }
    text += ",\"\(key)\":"
    Self.append(value, to: &text)
  }

  mutating func add(_ key: String, _ value: Int) { text += ",\"\(key)\":\(value)" }

  mutating func add(_ key: String, _ value: Double?) {
    guard let value, value.isFinite else { return }
    text += ",\"\(key)\":\(Self.number(value))"
  }

  /// The steps of a plan, each with the places of those that it reads.
  mutating func add(_ key: String, _ plan: Plan) {
    text += ",\"\(key)\":["
    for (place, step) in plan.steps.enumerated() {
      text += place == 0 ? "{\"id\":" : ",{\"id\":"
      Self.append(step.id.rawValue, to: &text)
      text += ",\"kind\":"
      Self.append(step.kind.rawValue, to: &text)
      let reads = plan.dependencies[place]
      if !reads.isEmpty {
        text += ",\"reads\":[" + reads.map(String.init).joined(separator: ",") + "]"
      }
      text += "}"
    }
    text += "]"
  }

  /// A number with thousandths at most.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "0" }
    return "\((value * 1000).rounded() / 1000)"
  }

  /// A text in quotation marks, with what JSON wants escaped.
  private static func append(_ value: String, to text: inout String) {
    let isPlain = value.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    text += "\""
    if isPlain {
      text += value
    } else {
      for scalar in value.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
