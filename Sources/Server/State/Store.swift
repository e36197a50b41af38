import Providers
import Synchronization
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a server knows: files, jobs, events and models, in memory and on the disk.
///
/// Whatever a method has returned from is on the disk, so that a client that was told of it finds
/// it again after the server was killed.
final class Store: Sendable {
  private struct State {
    var files: [String: FileRecord] = [:]
    var jobs: [String: JobRecord] = [:]
    var events: [String: [JobEvent]] = [:]
    var nextNumber = 1
  }

  let folder: StateFolder
  private let state: Mutex<State>

  /// Reads what is in a folder.
  ///
  /// - Throws: `ServerError.state` where a record cannot be read.
  init(folder: StateFolder) throws(ServerError) {
    self.folder = folder
    do {
      state = Mutex(try Self.load(folder))
    } catch {
      throw .state("\(error)")
    }
  }

  /// Seconds since 1970.
  static var now: Int { Int(Instant.now) }

  private static func load(_ folder: StateFolder) throws -> State {
    var state = State()
    for name in try FileSystem.names(in: folder.files) where name.hasSuffix(".json") {
      let path = "\(folder.files)/\(name)"
      let record: FileRecord = try decode(try FileSystem.read(path), path)
      state.files[record.id] = record
    }
    // Content whose record was never written, or was removed, is nobody's.
    for name in try FileSystem.names(in: folder.files)
    where name.hasSuffix(".data") && state.files[String(name.dropLast(5))] == nil {
      FileSystem.remove("\(folder.files)/\(name)")
    }
    for name in try FileSystem.names(in: folder.jobs) {
      let path = "\(folder.jobs)/\(name)/job.json"
      let record: JobRecord = try decode(try FileSystem.read(path), path)
      state.jobs[record.id] = record
      state.events[record.id] = try loadEvents(folder, record.id)
    }
    let numbers = state.files.values.map(\.number) + state.jobs.values.map(\.number)
    state.nextNumber = (numbers.max() ?? 0) + 1
    return state
  }

  /// The events of a job; a line that a kill cut off is dropped, also from the file.
  private static func loadEvents(_ folder: StateFolder, _ job: String) throws -> [JobEvent] {
    let path = folder.folder(of: job) + "/events.jsonl"
    guard try FileSystem.status(of: path) != nil else { return [] }
    let bytes = try FileSystem.read(path)
    let whole = bytes.lastIndex(of: 0x0A).map { bytes[...$0] } ?? []
    if whole.count < bytes.count {
      try FileSystem.replace(path, with: Array(whole), permissions: 0o600)
    }
    return try whole.split(separator: 0x0A).map { try decode(Array($0), path) }
  }

  private static func decode<Value: Decodable>(_ bytes: [UInt8], _ path: String) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw ServerError.state("'\(path)' is damaged: \(error)")
    }
  }

  private static func encoded(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return [UInt8](try encoder.encode(value))
  }

  private static func write(_ record: some Encodable, to path: String) throws {
    try FileSystem.replace(path, with: try encoded(record), permissions: 0o600)
  }
}

// MARK: Files

extension Store {
  /// Keeps a file that has arrived whole below the folder of incoming files.
  func add(
    _ path: String,
    filename: String,
    purpose: String,
    digest: String,
    byteCount: Int
  ) throws -> FileRecord {
    try state.withLock { state in
      let record = FileRecord(
        id: Identifier.make("file-"),
        number: state.nextNumber,
        filename: filename,
        purpose: purpose,
        byteCount: byteCount,
        digest: digest,
        createdAt: Self.now
      )
      try FileSystem.move(path, to: folder.content(of: record.id))
      try Self.write(record, to: folder.record(of: record.id))
      state.nextNumber += 1
      state.files[record.id] = record
      return record
    }
  }

  /// The file of an id.
  func file(_ id: String) throws(APIError) -> FileRecord {
    guard let record = state.withLock({ $0.files[id] }) else { throw .unknownFile(id) }
    return record
  }

  /// All files, the newest first.
  func files() -> [FileRecord] {
    state.withLock { $0.files.values.sorted { $0.number > $1.number } }
  }

  /// Forgets a file; jobs that were made with it keep its content.
  func deleteFile(_ id: String) throws {
    try state.withLock { state in
      guard state.files.removeValue(forKey: id) != nil else { throw APIError.unknownFile(id) }
      // The record first: content alone is removed at the next start.
      FileSystem.remove(folder.record(of: id))
      try FileSystem.synchronize(folder: folder.files)
      FileSystem.remove(folder.content(of: id))
    }
  }
}

// MARK: Jobs

extension Store {
  /// Makes a job, with names of its own for the content of its files.
  func addJob(_ draft: JobRecord) throws -> JobRecord {
    try state.withLock { state in
      var job = draft
      job.number = state.nextNumber
      job.modelName = Self.freeName(for: job, in: state)
      let building = "\(folder.incoming)/\(job.id)"
      try FileSystem.makeFolders(building + "/output", permissions: 0o700)
      try FileSystem.link(folder.content(of: job.trainingFile.id), as: building + "/training.jsonl")
      if let file = job.validationFile {
        try FileSystem.link(folder.content(of: file.id), as: building + "/validation.jsonl")
      }
      try Self.write(job, to: building + "/job.json")
      try FileSystem.move(building, to: folder.folder(of: job.id))
      state.nextNumber += 1
      state.jobs[job.id] = job
      state.events[job.id] = []
      return job
    }
  }

  /// A model's name that no other job has.
  private static func freeName(for job: JobRecord, in state: State) -> String {
    let taken = Set(state.jobs.values.map(\.modelName))
    var time = job.createdAt
    while true {
      let name = ModelName.make(for: job, time: time)
      if !taken.contains(name) { return name }
      time += 1
    }
  }

  /// The job of an id in a dialect.
  func job(_ id: String, _ dialect: Dialect) throws(APIError) -> JobRecord {
    guard let job = state.withLock({ $0.jobs[id] }), job.dialect == dialect else {
      throw .unknownJob(id, dialect)
    }
    return job
  }

  /// The jobs of a dialect, or all, the newest first.
  func jobs(_ dialect: Dialect? = nil) -> [JobRecord] {
    state.withLock { state in
      state.jobs.values.filter { dialect == nil || $0.dialect == dialect }
        .sorted { $0.number > $1.number }
    }
  }

  /// Changes a job and returns it as it is then; one that has ended is not changed.
  @discardableResult
  func update(
    _ id: String,
    evenIfFinal: Bool = false,
    _ change: (inout JobRecord) -> Void
  ) throws -> JobRecord {
    try state.withLock { state in
      guard var job = state.jobs[id] else { throw APIError.unknownJob(id, .jobs) }
      guard evenIfFinal || !job.status.isFinal else { return job }
      change(&job)
      job.updatedAt = Self.now
      if job.status.isFinal, job.finishedAt == nil { job.finishedAt = job.updatedAt }
      try Self.write(job, to: folder.folder(of: id) + "/job.json")
      state.jobs[id] = job
      return job
    }
  }

  /// Adds a sentence to a job's events, with the point of the training curve that it tells.
  func tell(
    _ message: String,
    level: String = "info",
    metrics: JobEvent.Metrics? = nil,
    in id: String
  ) throws {
    let event = JobEvent(
      id: Identifier.make("ftevent-"),
      createdAt: Self.now,
      level: level,
      message: message,
      metrics: metrics
    )
    try state.withLock { state in
      try FileDescriptor(
        folder.folder(of: id) + "/events.jsonl",
        for: .appending,
        permissions: 0o600
      ).write(try Self.encoded(event) + [0x0A])
      state.events[id, default: []].append(event)
    }
  }

  /// What happened in a job, the oldest first, from the event of an index on.
  func events(of id: String, from index: Int = 0) -> [JobEvent] {
    state.withLock { Array(($0.events[id] ?? []).dropFirst(index)) }
  }
}

// MARK: Models

extension Store {
  /// The job whose model has a name; the name may be that of the model before training.
  func tunedJob(_ name: String) -> JobRecord? {
    state.withLock { state in
      state.jobs.values.first {
        guard let model = $0.model, !model.isDeleted else { return false }
        return $0.modelName == name || $0.untunedName == name
      }
    }
  }

  /// Removes a tuned model; its job stays.
  func deleteModel(of job: JobRecord) throws {
    try update(job.id, evenIfFinal: true) { $0.model?.isDeleted = true }
    try? FileSystem.removeTree(folder.output(of: job.id))
  }
}
