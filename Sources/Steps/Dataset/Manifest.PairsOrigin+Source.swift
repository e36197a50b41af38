internal import Manifest

extension Manifest.PairsOrigin {
  /// The pairs themselves.
  ///
  /// - Parameter seed: Decides which built-in pairs come; a file's pairs come as they stand.
  /// - Returns: The pairs, any of them by its number.
  /// - Throws: `DatasetError` where a file cannot be read or has a bad row.
  func source(seed: UInt64) throws(DatasetError) -> any PairSource {
    switch self {
    case .builtin:
      return BuiltinPairs(seed: seed)
    case .file(let written, let path):
      do throws(PairsFileErrors) {
        return try PairsFile(path: path, name: written)
      } catch {
        throw .pairs(error.errors)
      }
    }
  }
}
