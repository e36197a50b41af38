import CCurl

/// The system's libcurl, which is loaded by its first use.
enum Curl {
  /// Its functions; nil where there is none that can be used.
  static let library: ccurl_library? = ccurl_load()?.pointee

  /// Why there is none, as what follows `libcurl, which`; nil where there is one.
  static var problem: String? {
    guard library == nil else { return nil }
    let words = String(cString: ccurl_problem())
    return words.isEmpty
      ? "is not here (Debian: libcurl4); install it" : "cannot be loaded: \(words)"
  }
}

/// A handle for one request after the other, and what holds its connection between them.
///
/// It has one user at a time; any thread may wake that one up.
struct CurlHandle: @unchecked Sendable {
  let curl: ccurl_library
  let easy: UnsafeMutableRawPointer
  let multi: UnsafeMutableRawPointer

  /// A handle without a connection; nil where there is no memory.
  init?(_ curl: ccurl_library) {
    guard let easy = curl.easy_init() else { return nil }
    guard let multi = curl.multi_init() else {
      curl.easy_cleanup(easy)
      return nil
    }
    (self.curl, self.easy, self.multi) = (curl, easy, multi)
  }

  /// Closes the connection.
  func end() {
    curl.easy_cleanup(easy)
    _ = curl.multi_cleanup(multi)
  }

  /// Forgets the options and keeps the connection.
  func reset() { curl.easy_reset(easy) }

  func set(_ option: CurlOption.Number, _ value: Int) {
    ccurl_set_number(easy, option.rawValue, value)
  }

  func set(_ option: CurlOption.Size, _ value: Int) {
    ccurl_set_size(easy, option.rawValue, Int64(value))
  }

  /// Sets a text, of which libcurl makes a copy.
  func set(_ option: CurlOption.Text, _ value: String) {
    ccurl_set_text(easy, option.rawValue, value)
  }

  func set(_ option: CurlOption.Pointer, _ value: UnsafeMutableRawPointer) {
    ccurl_set_pointer(easy, option.rawValue, value)
  }

  func set(_ option: CurlOption.Callback, _ value: ccurl_data_callback) {
    ccurl_set_data_callback(easy, option.rawValue, value)
  }

  func number(_ info: CurlInfo.Number) -> Int {
    var value = 0
    ccurl_get_number(easy, info.rawValue, &value)
    return value
  }

  /// The size that the answer gives for its content; nil where it gives none.
  var length: Int? {
    var value: Int64 = -1
    ccurl_get_size(easy, CurlInfo.length, &value)
    return value < 0 ? nil : Int(value)
  }
}
