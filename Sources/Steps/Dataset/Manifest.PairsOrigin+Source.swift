internal import Manifest

extension Manifest.PairsOrigin {
  /// The pairs themselves.
  ///
  /// - Parameters:
  ///   - seed: Decides which built-in pairs come; a file's pairs come as they stand.
  ///   - scratchFolder: Where a large file's index is kept while it is used.
  /// - Returns: The pairs, any of them by its number.
  /// - Throws: `DatasetError` where a file cannot be read or has a bad row.
  func source(seed: UInt64, scratchFolder: String) throws(DatasetError) -> any PairSource {
    switch self {
    case .builtin:
      return BuiltinPairs(seed: seed)
    case .file(let written, let path):
      do throws(PairsFileErrors) {
        return try PairsFile(path: path, name: written, scratchFolder: scratchFolder)
      } catch {
        throw .pairs(error.errors)
      }
    }
  }
}
