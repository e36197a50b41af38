/// Why a server cannot start.
package enum ServerError: Error, Hashable, Sendable {
  /// The state folder cannot be used.
  case state(String)

  /// Another server uses the state folder.
  case stateInUse(String)

  /// The address cannot be listened on.
  case address(String, problem: String)

  /// What should be listened on is no address.
  case notAnAddress(String)

  /// Others could reach the server, and there is no key.
  case openWithoutKey(host: String)

  /// The script of faults has a mistake.
  case faults(String)
}

extension ServerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .state(let problem): "the state folder cannot be used: \(problem)"
    case .stateInUse(let path): "another server uses the state folder '\(path)'"
    case .address(let address, let problem): "cannot listen on \(address): \(problem)"
    case .notAnAddress(let host): "'\(host)' is no IP address to listen on"
    case .openWithoutKey(let host):
      "'\(host)' is not this machine alone, so others could use the server without a key"
    case .faults(let problem): "the script of faults cannot be used: \(problem)"
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch self {
    case .state: nil
    case .stateInUse: "end the other one, or name another folder with --state"
    case .address: "name another port with --port, or 0 for any that is free"
    case .notAnAddress: "write an address of this machine, such as 127.0.0.1 or ::1"
    case .openWithoutKey: "name a key with --key-from, or leave --host out"
    case .faults: nil
    }
  }
}
