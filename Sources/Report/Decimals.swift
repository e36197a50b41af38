/// Numbers as tables and progress lines show them.
package enum Decimals {
  /// A number with so many digits after the point, rounded half away from zero.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    guard value.magnitude < 1e12 else { return "\(value)" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % scale)
    let padding = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / scale).\(padding)\(fraction)"
  }

  /// A number that `fixed` shows, with its sign where it is not 0.
  package static func signed(_ value: Double, _ digits: Int) -> String {
    let text = fixed(value, digits)
    let isUp = value > 0 && text.contains { ("1"..."9").contains($0) }
    return isUp ? "+" + text : text
  }

  /// A p-value, with so many digits that its size can be told.
  package static func probability(_ value: Double) -> String {
    switch value {
    case ..<0.00005: "<0.0001"
    case ..<0.001: fixed(value, 4)
    case ..<0.1: fixed(value, 3)
    default: fixed(value, 2)
    }
  }

  /// The shortest decimal notation, without a trailing `.0`.
  package static func plain(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A whole number with a space between groups of three digits.
  package static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: " ")
  }

  /// A number of things: `1 step`, `3 steps`.
  package static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A count of parameters such as `1.1 M` or `870 k`.
  package static func parameters(_ count: Int) -> String {
    switch count {
    case 1_000_000_000...: "\(fixed(Double(count) / 1e9, 1)) G"
    case 1_000_000...: "\(fixed(Double(count) / 1e6, 1)) M"
    case 1_000...: "\(fixed(Double(count) / 1e3, 0)) k"
    default: String(count)
    }
  }

  /// A size such as `512 B`, `1.4 MB` or `230 GB`, in powers of 1000.
  package static func bytes(_ count: Int) -> String {
    var (value, rest) = (Double(count), ["kB", "MB", "GB", "TB"][...])
    guard value >= 1000 else { return "\(count) B" }
    var unit = "B"
    while value >= 999.5, let next = rest.popFirst() { (value, unit) = (value / 1000, next) }
    return "\(fixed(value, value < 9.95 ? 1 : 0)) \(unit)"
  }

  /// A duration such as `0.4 s`, `38 s` or `3 min 12 s`.
  package static func duration(_ seconds: Double) -> String {
    // No longer than a thousand years: a number from outside may be anything.
    guard (0...3e10).contains(seconds) else { return "?" }
    if seconds < 9.95 { return "\(fixed(seconds, 1)) s" }
    let whole = Int(seconds.rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
