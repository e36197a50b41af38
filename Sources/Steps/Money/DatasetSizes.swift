internal import Manifest
private import Synchronization

/// How much text datasets have, each counted once and only when somebody asks.
final class DatasetSizes: Sendable {
  private struct Dataset: Hashable {
    var parameters: DatasetParameters
    var pairs: Manifest.PairsOrigin
  }

  private let known = Mutex<[Dataset: LazySize]>([:])

  /// The size of a dataset, to be counted when it is asked for.
  func size(of parameters: DatasetParameters, _ pairs: Manifest.PairsOrigin) -> LazySize {
    known.withLock { known in
      let dataset = Dataset(parameters: parameters, pairs: pairs)
      if let size = known[dataset] { return size }
      let size = LazySize(parameters: parameters, pairs: pairs)
      known[dataset] = size
      return size
    }
  }
}

/// The size of one dataset, counted when it is first asked for.
final class LazySize: Sendable {
  private let parameters: DatasetParameters
  private let pairs: Manifest.PairsOrigin
  private let counted = Mutex<Result<DatasetSize, DatasetError>?>(nil)

  init(parameters: DatasetParameters, pairs: Manifest.PairsOrigin) {
    self.parameters = parameters
    self.pairs = pairs
  }

  /// The size, or why the documents cannot be made.
  var result: Result<DatasetSize, DatasetError> {
    counted.withLock { counted in
      if let counted { return counted }
      let result = Result { () throws(DatasetError) in
        try DatasetSize(of: parameters, pairs: pairs)
      }
      counted = result
      return result
    }
  }
}
