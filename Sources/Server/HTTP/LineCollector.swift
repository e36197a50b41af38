/// Puts a line together from bytes as they arrive, and looks at each of them once.
struct LineCollector {
  private var bytes: [UInt8] = []

  /// Takes the rest of a line from the front of some bytes.
  ///
  /// - Returns: The line without its end; nil where more bytes are needed.
  /// - Throws: The given error as soon as line and end have more bytes than the limit; `APIError`
  ///   where the line does not end with carriage return and line feed.
  mutating func next(
    from rest: inout ArraySlice<UInt8>,
    atMost limit: Int,
    else tooLong: APIError
  ) throws(APIError) -> [UInt8]? {
    while let byte = rest.popFirst() {
      bytes.append(byte)
      guard bytes.count <= limit else { throw tooLong }
      guard byte == 0x0A else { continue }
      guard bytes.dropLast().last == 0x0D else {
        throw .invalid("lines of a request must end with carriage return and line feed")
      }
      defer { bytes = [] }
      return Array(bytes.dropLast(2))
    }
    return nil
  }
}
