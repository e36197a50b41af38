extension ServiceConfiguration {
  /// The services that need no configuration: the hosted one, in both dialects.
  ///
  /// They follow the environment variables of the official clients: `OPENAI_API_KEY`,
  /// `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`; those of the older ones,
  /// `OPENAI_API_BASE`, `OPENAI_ORGANIZATION` and `OPENAI_API_KEY_PATH`, hold where the newer are
  /// not set.
  ///
  /// - Parameter variable: The value of an environment variable, nil where it is not set.
  /// - Returns: One configuration for each dialect.
  package static func services(_ variable: (String) -> String?) -> [ServiceConfiguration] {
    func first(_ names: String...) -> String? {
      names.lazy.compactMap(variable).first { !$0.isEmpty }
    }
    let key = first("OPENAI_API_KEY").map { Secret($0) }
    let path = key == nil ? first("OPENAI_API_KEY_PATH") : nil
    let reference =
      path.map { KeyReference.file(path: $0) }
      ?? .environment(variable: "OPENAI_API_KEY", value: key)
    return [("openai", Dialect.jobs), ("openai-legacy", .legacy)].map { name, dialect in
      ServiceConfiguration(
        name: name,
        baseURL: first("OPENAI_BASE_URL", "OPENAI_API_BASE") ?? hostedURL,
        dialect: dialect,
        organization: first("OPENAI_ORG_ID", "OPENAI_ORGANIZATION"),
        project: first("OPENAI_PROJECT_ID"),
        key: reference
      )
    }
  }

  /// What is wrong with the address, as a sentence; nil where nothing is.
  package static func problem(ofBaseURL url: String) -> String? {
    guard let scheme = ["https://", "http://"].first(where: { url.lowercased().hasPrefix($0) })
    else {
      return "the address of a service begins with 'https://', or with 'http://' on this machine"
    }
    let rest = url.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    guard !authority.isEmpty, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return "the address of a service has a host and no spaces"
    }
    // A name and password would be shown with the address.
    guard !authority.contains("@"), !rest.contains("?"), !rest.contains("#") else {
      return "the address of a service has no user, query or fragment"
    }
    guard scheme == "https://" || isThisMachine(authority) else {
      return
        "'http://' would send the key in the clear: write 'https://', or use a tunnel to this machine"
    }
    return nil
  }

  private static func isThisMachine(_ authority: Substring) -> Bool {
    let host =
      authority.hasPrefix("[")
      ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    return host == "localhost"
      || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
      || host == "::1"
  }
}
