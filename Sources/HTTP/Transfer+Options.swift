import CCurl

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

extension Transfer {
  /// Tells libcurl what to send and how.
  func prepare(_ client: HTTPClient) {
    line.set(.url, request.url)
    line.set(.userAgent, "manifest-run")
    line.set(.noSignal, 1)
    line.set(.followsRedirects, 0)
    line.set(.protocols, CurlValue.httpAndHTTPS)
    // Over HTTP/2 a server may have a request sent again, and one connection carries many.
    line.set(.httpVersion, CurlValue.http11)
    line.set(.suppressesConnectHeaders, 1)
    // Without it, who cancels waits for the end of the search for a host's name.
    line.set(.quickExit, 1)
    line.set(.connectMilliseconds, Int(client.connectTimeout / .milliseconds(1)))
    if request.deadline.isFinite {
      line.set(.milliseconds, Int(max(1, min(request.deadline * 1000, 1e12))))
    }
    if client.stallSeconds > 0 {
      line.set(.stallBytes, 1)
      line.set(.stallSeconds, client.stallSeconds)
    }
    if let certificates = client.certificates { line.set(.certificates, certificates) }
    if !request.isRepeatable {
      line.set(.freshConnection, 1)
      line.set(.forbidsReuse, 1)
    }
    line.set(.errorBuffer, problem)
    // A connection is kept from the programs that this one starts, which would hold it open.
    ccurl_set_opener(line.easy, CurlOption.socket) { _, descriptor, _ in
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return 0
    }
    setMovers()
    setHeaders()
    setMethod()
  }

  private func setMovers() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    line.set(.writeContext, context)
    line.set(.write) { bytes, size, count, context in
      Transfer.at(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    line.set(.headerContext, context)
    line.set(.header) { bytes, size, count, context in
      Transfer.at(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    line.set(.readContext, context)
    line.set(.read) { bytes, size, count, context in
      Transfer.at(context).give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
  }

  private func setHeaders() {
    var lines = request.headers.map { "\($0): \($1)" }
    // One that ends with its colon takes the header away which libcurl would send by itself.
    if !request.asksFirst { lines.append("Expect:") }
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    for text in lines {
      if let list = line.curl.slist_append(headers, text) { headers = list }
    }
    if let headers { line.set(.headers, headers) }
  }

  private func setMethod() {
    switch request.method {
    case .head: line.set(.noBody, 1)
    case .put:
      line.set(.upload, 1)
      line.set(.uploadSize, bodySize)
    case .get, .delete, .post:
      let hasBody = request.method == .post || request.body != .none
      line.set(hasBody ? .post : .get, 1)
      if hasBody { line.set(.postSize, bodySize) }
      line.set(.method, request.method.rawValue)
    }
  }
}
