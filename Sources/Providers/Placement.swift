/// Where a provider's work happens.
package enum Placement: Hashable, Sendable {
  /// In this process, so that it ends with it.
  case thisProcess

  /// In a process of its own on this machine, which ends with this one.
  case workerProcess

  /// At a service, where it goes on without this process.
  case service

  /// Whether work goes on when this process ends.
  package var goesOnAlone: Bool { self == .service }
}

/// What one piece of a provider's work keeps busy.
package enum Occupation: Hashable, Sendable {
  /// A processor core of this machine, and more while others are free.
  case core

  /// An accelerator of this machine.
  case accelerator

  /// No more than the requests that an account may send.
  case requests
}
