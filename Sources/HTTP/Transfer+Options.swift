import CCurl
private import System

extension Transfer {
  /// Tells libcurl what to send and how.
  func prepare(_ client: HTTPClient) {
    handle.set(.url, request.url)
    handle.set(.userAgent, "manifest-run")
    handle.set(.noSignal, 1)
    handle.set(.followsRedirects, 0)
    handle.set(.protocols, CurlValue.httpAndHTTPS)
    // Over HTTP/2 a server may have a request sent again, and one connection carries many.
    handle.set(.httpVersion, CurlValue.http11)
    handle.set(.suppressesConnectHeaders, 1)
    // Without it, who cancels waits for the end of the search for a host's name.
    handle.set(.quickExit, 1)
    handle.set(.connectMilliseconds, Int(client.connectTimeout / .milliseconds(1)))
    if request.deadline.isFinite {
      handle.set(.milliseconds, Int(max(1, min(request.deadline * 1000, 1e12))))
    }
    if client.stallSeconds > 0 {
      handle.set(.stallBytes, 1)
      handle.set(.stallSeconds, client.stallSeconds)
    }
    if let certificates = client.certificates { handle.set(.certificates, certificates) }
    if !request.isRepeatable {
      handle.set(.freshConnection, 1)
      handle.set(.forbidsReuse, 1)
    }
    handle.set(.errorBuffer, problem)
    // A connection is kept from the programs that this one starts, which would hold it open.
    ccurl_set_socket_callback(handle.easy, CurlOption.socket) { _, descriptor, _ in
      FileDescriptor.keepFromChildren(descriptor)
      return 0
    }
    setCallbacks()
    setHeaders()
    setMethod()
  }

  private func setCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle.set(.writeContext, context)
    handle.set(.write) { bytes, size, count, context in
      Transfer.at(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    handle.set(.headerContext, context)
    handle.set(.header) { bytes, size, count, context in
      Transfer.at(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    handle.set(.readContext, context)
    handle.set(.read) { bytes, size, count, context in
      Transfer.at(context).give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
  }

  private func setHeaders() {
    var lines = request.headers.map { "\($0): \($1)" }
    // One that ends with its colon takes the header away which libcurl would send by itself.
    if !request.asksFirst { lines.append("Expect:") }
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    for text in lines {
      if let list = handle.curl.slist_append(headers, text) { headers = list }
    }
    if let headers { handle.set(.headers, headers) }
  }

  private func setMethod() {
    switch request.method {
    case .head: handle.set(.noBody, 1)
    case .put:
      handle.set(.upload, 1)
      handle.set(.uploadSize, bodySize)
    case .get, .delete, .post:
      let hasBody = request.method == .post || request.body != .none
      handle.set(hasBody ? .post : .get, 1)
      if hasBody { handle.set(.postSize, bodySize) }
      handle.set(.method, request.method.rawValue)
    }
  }
}
