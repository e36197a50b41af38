internal import System

/// A file as the service tells of it.
struct WireFile: Hashable, Sendable {
  enum Status: Hashable, Sendable {
    /// It can be used.
    case processed

    /// It will never be usable.
    case refused

    /// Anything else: uploaded, pending, and what services invent.
    case pending
  }

  var id: String
  var filename: String?
  var byteCount: Int?
  var purpose: String?
  var createdAt: Int?
  var status: Status

  /// What the service says about the status.
  var details: String?

  /// Takes a file from an answer; nil where it has no id.
  init?(_ json: JSON) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    filename = json["filename"]?.string
    byteCount = json["bytes"]?.count ?? json["size"]?.count
    purpose = json["purpose"]?.string
    createdAt = json["created_at"]?.instant
    details = json["status_details"]?.string
    // A service that tells no status has no processing either.
    status =
      switch json["status"]?.string {
      case "processed", nil: .processed
      case "error", "failed", "deleted", "deleting": .refused
      default: .pending
      }
  }
}
