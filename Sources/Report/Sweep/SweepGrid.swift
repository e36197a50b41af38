internal import Metrics

/// What one model gave on the first split, by the two keys that a matrix varies.
package struct SweepGrid: Sendable {
  /// The model, as tables call it.
  package let model: String
  package let split: String

  /// The short names of the keys of the rows and of the columns.
  package let rowKey: String
  package let columnKey: String

  /// The values of the keys, in the order of the manifest.
  package let rows: [String]
  package let columns: [String]

  /// The values, by rows and columns; nil where nothing was measured.
  package let values: [[Double?]]

  /// The same as they are shown.
  package let texts: [[String]]
}

extension Sweep {
  /// A grid for each model where exactly two keys vary, numbers ascending; none elsewhere.
  package var grids: [SweepGrid] {
    let varied = paths.filter { path in Set(experiments.map { $0.variant[path] }).count > 1 }
    guard varied.count == 2, let split = splits.first else { return [] }
    let names = ShortNames(of: paths)
    // What has more values goes down, as pages are longer than wide.
    let values = varied.map { path in Self.sorted(Set(experiments.compactMap { $0.variant[path] }))
    }
    let (row, column) = values[0].count >= values[1].count ? (0, 1) : (1, 0)
    return experiments.grouped(by: \.modelName).map { experiments in
      let cells = values[row].map { rowValue in
        values[column].map { columnValue in
          experiments.first {
            $0.variant[varied[row]] == rowValue && $0.variant[varied[column]] == columnValue
          }
        }
      }
      return SweepGrid(
        model: experiments[0].modelName,
        split: split,
        rowKey: names[varied[row]],
        columnKey: names[varied[column]],
        rows: values[row],
        columns: values[column],
        values: cells.map { $0.map { $0?.value(on: split) } },
        texts: cells.map { $0.map { $0?.cell(on: split, metric)?.text ?? "" } }
      )
    }
  }

  /// Numbers by their size, other values by their letters.
  private static func sorted(_ values: Set<String>) -> [String] {
    values.sorted { first, second in
      guard let one = Double(first), let other = Double(second) else { return first < second }
      return (one, first) < (other, second)
    }
  }
}

extension SweepGrid {
  /// The grid as lines of a text.
  package func text(escaping escaped: (String) -> String) -> [String] {
    TextColumns(
      rightAligned: Set(1...max(1, columns.count)),
      titles: [""] + columns.map { escaped("\(columnKey)=\($0)") },
      rows: zip(rows, texts).map { [escaped("\(rowKey)=\($0)")] + $1 }
    ).lines
  }

  /// The grid as lines of a Markdown table.
  package func markdown(escaping escaped: (String) -> String) -> [String] {
    func cell(_ text: String) -> String { Markdown.escaped(text, escaped) }
    return Markdown.table(
      [""] + columns.map { cell("\(columnKey)=\($0)") },
      [.left] + columns.map { _ in .right },
      zip(rows, texts).map { [cell("\(rowKey)=\($0)")] + $1 }
    )
  }
}
