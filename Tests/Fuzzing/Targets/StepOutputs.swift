internal import Foundation
internal import Metrics
internal import Report
@testable internal import Steps

extension FuzzTarget {
  /// What steps leave, which may come from a shared cache: items, aggregates, cards, receipts, reports.
  static let stepOutputs = FuzzTarget(name: "step-outputs") { bytes in
    let data = Data(bytes)
    return problem(ItemRecord.self, data) ?? problem(Aggregates.self, data)
      ?? problem(ModelCard.self, data) ?? problem(ModelReceipt.self, data)
      ?? problem(UploadReceipt.self, data) ?? problem(Report.self, data)
  }

  /// What is wrong where a value is read, written and read again.
  private static func problem<Value: Codable>(_ type: Value.Type, _ data: Data) -> String? {
    guard let value: Value = try? JSONDocument.decode(data) else { return nil }
    let line = JSONDocument.line(value)
    guard let again: Value = try? JSONDocument.decode(Data(line.utf8)) else {
      return "a \(type) that is written again does not read back"
    }
    return JSONDocument.line(again) == line ? nil : "a \(type) reads as another one"
  }
}
