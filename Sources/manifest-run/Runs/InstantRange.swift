import ArgumentParser
import Manifest
import System

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A part of a calendar as a user names it: a day, a minute or a second, or so long ago.
struct InstantRange: Equatable {
  /// The first instant and the one after the last; both are equal where a single instant is meant.
  var begin: Double
  var end: Double

  /// What is allowed, for messages.
  static let forms =
    "a date (2026-11-20), a date and time (2026-11-20T14:05), 'today', 'yesterday', or so long ago "
    + "(90m, 12h, 3d, 2w)"

  /// Reads what a user wrote; nil where it is no time.
  init?(_ text: String, now: Double = Instant.now) {
    if let age = TimeSpan(text) {
      self.init(begin: now - age.seconds, end: now - age.seconds)
      return
    }
    if let days = ["today": 0, "yesterday": 1][text] {
      var parts = Self.day(of: now)
      parts.tm_mday -= Int32(days)
      self.init(from: parts, lasting: .day, isUTC: false)
      return
    }
    self.init(calendar: text)
  }

  private init(begin: Double, end: Double) {
    self.begin = begin
    self.end = end
  }

  private enum Length { case day, minute, second }

  private init?(calendar text: String) {
    let isUTC = text.hasSuffix("Z")
    let halves = (isUTC ? String(text.dropLast()) : text)
      .split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
    let date = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard date.count == 3, date[0].count == 4,
      let year = Self.number(date[0], 1970...9999), let month = Self.number(date[1], 1...12),
      let day = Self.number(date[2], 1...31)
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    guard halves.count == 2 else {
      guard !isUTC else { return nil }
      self.init(from: parts, lasting: .day, isUTC: false)
      return
    }
    let time = halves[1].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(time.count), let hour = Self.number(time[0], 0...23),
      let minute = Self.number(time[1], 0...59),
      let second = time.count == 3 ? Self.number(time[2], 0...59) : 0
    else { return nil }
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    self.init(from: parts, lasting: time.count == 3 ? .second : .minute, isUTC: isUTC)
  }

  private init?(from start: tm, lasting length: Length, isUTC: Bool) {
    var (first, after) = (start, start)
    switch length {
    case .day: after.tm_mday += 1
    case .minute: after.tm_min += 1
    case .second: after.tm_sec += 1
    }
    // Whether the clocks are set forward is for the system to find out.
    (first.tm_isdst, after.tm_isdst) = (-1, -1)
    let begin = isUTC ? timegm(&first) : mktime(&first)
    let end = isUTC ? timegm(&after) : mktime(&after)
    // A day that the month does not have comes out as another one.
    let isKept = length != .day || start.tm_mday < 1 || first.tm_mday == start.tm_mday
    guard begin != -1, end != -1, isKept else { return nil }
    self.init(begin: Double(begin), end: Double(end))
  }

  private static func day(of instant: Double) -> tm {
    var time = time_t(instant)
    var parts = tm()
    localtime_r(&time, &parts)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (0, 0, 0)
    return parts
  }

  private static func number(_ text: Substring, _ range: ClosedRange<Int32>) -> Int32? {
    guard (1...4).contains(text.count), text.allSatisfy(\.isASCII),
      text.allSatisfy(\.isNumber), let value = Int32(text), range.contains(value)
    else { return nil }
    return value
  }
}

extension TimeSpan: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}
