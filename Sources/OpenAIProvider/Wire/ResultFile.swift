internal import Providers
internal import System

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The training curve that a service leaves as a table: CSV, plain or in base64.
struct ResultFile: Hashable, Sendable {
  /// One row of the table, as far as it is of use.
  struct Row: Hashable, Sendable {
    var step: Int
    var trainingLoss: Double
    var validationLoss: Double?
    var tokens: Int?
  }

  var rows: [Row] = []

  /// Reads a file's content; nil where it is no table of steps.
  init?(_ content: [UInt8]) {
    guard let text = Self.table(content) else { return nil }
    var lines = text.split(whereSeparator: \.isNewline)[...]
    guard let head = lines.popFirst() else { return nil }
    let names = Self.cells(head)
    func column(_ candidates: [String]) -> Int? {
      candidates.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    guard
      let step = column(["step"]), let training = column(["training_loss", "train_loss"])
    else { return nil }
    let whole = column(["full_valid_loss"])
    let sample = column(["validation_loss", "valid_loss"])
    let tokens = column(["elapsed_tokens"])
    for line in lines {
      let cells = Self.cells(line)
      guard
        let step = Self.count(cells, step), WireMetrics.steps.contains(step),
        let loss = Self.loss(cells, training)
      else { continue }
      rows.append(
        Row(
          step: step,
          trainingLoss: loss,
          validationLoss: Self.loss(cells, whole) ?? Self.loss(cells, sample),
          tokens: Self.count(cells, tokens)
        )
      )
    }
  }

  /// The table as text: services differ in whether they wrap it.
  private static func table(_ content: [UInt8]) -> Substring? {
    let plain = Substring(String(decoding: content, as: UTF8.self)).drop(while: \.isWhitespace)
    if plain.hasPrefix("step,") { return plain }
    guard let data = Data(base64Encoded: Data(plain.utf8), options: .ignoreUnknownCharacters) else {
      return nil
    }
    let decoded = Substring(String(decoding: data, as: UTF8.self))
    return decoded.hasPrefix("step,") ? decoded : nil
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      String(cell.filter { !$0.isWhitespace && $0 != "\"" })
    }
  }

  private static func number(_ cells: [String], _ place: Int?) -> Double? {
    guard let place, cells.indices.contains(place) else { return nil }
    return Double(cells[place]).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A whole number of things, as many as there can be.
  private static func count(_ cells: [String], _ place: Int?) -> Int? {
    number(cells, place).flatMap { Int(exactly: $0) }.flatMap {
      (0...1_000_000_000_000_000).contains($0) ? $0 : nil
    }
  }

  /// A loss; none is negative, so -1 stands for what was not measured.
  private static func loss(_ cells: [String], _ place: Int?) -> Double? {
    number(cells, place).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The rows as points of a curve of a given number of epochs.
  ///
  /// The table has no epochs: all have as many steps, so a step's place among all tells its own.
  func metrics(epochs: Int) -> [FineTuneMetric] {
    let last = rows.map(\.step).max() ?? 0
    return rows.map { row in
      FineTuneMetric(
        step: row.step,
        epoch: WireMetrics.epoch(ofStep: row.step, of: last, epochs: epochs),
        trainingLoss: row.trainingLoss,
        validationLoss: row.validationLoss,
        tokens: row.tokens
      )
    }
  }
}
