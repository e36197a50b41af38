import Foundation
import Providers
import Synchronization
import Testing

@testable import LocalProvider

/// The provider through its protocols alone.
struct LocalProviderTests {
  private let provider = LocalProvider(cores: 2)

  private func request(
    _ folder: String,
    parameters: FineTuneParameters = FineTuneParameters(
      model: "ada",
      epochs: 1,
      batchSize: 20,
      learningRateMultiplier: 0.4,
      seed: 3
    ),
    pairs: [PairFile.Pair] = twentyPairs,
    suffix: String? = nil
  ) async throws -> FineTuneRequest {
    let file = try pairFile(pairs, in: folder)
    let output = folder + "/output"
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    return FineTuneRequest(
      parameters: parameters,
      trainingFile: UploadedFile(id: try await provider.files.upload(file), content: file),
      validationFile: nil,
      suffix: suffix,
      stepKey: "key",
      outputFolder: output
    )
  }

  private func reference(
    _ model: FineTunedModel,
    in folder: String,
    _ stage: ModelReference.Stage = .tuned
  ) throws -> ModelReference {
    let path = "\(folder)/output/\(try #require(model.files.first))"
    let bytes = try FileAccess.bytes(at: path)
    let file = DataFile(
      name: "model.bin",
      path: path,
      digest: sha256(Data(bytes)),
      byteCount: bytes.count
    )
    return ModelReference(id: model.id, baseModel: model.baseModel, stage: stage, files: [file])
  }

  @Test func `a job leaves a model that answers, and its untrained self`() async throws {
    try await withTemporaryFolder { folder in
      let request = try await request(folder, suffix: "label")
      let job = try await provider.fineTuning.createJob(request)
      let steps = Mutex(0)
      let model = try await provider.fineTuning.result(of: job) { event in
        if case .metric = event { steps.withLock { $0 += 1 } }
      }
      #expect(steps.withLock { $0 } == 1)
      let tuned = try reference(model, in: folder)
      let digest = try #require(tuned.files.first).digest
      #expect(model.id == "local:ada:label:\(digest.prefix(12))")
      #expect(model.baseModel == "ada")
      #expect(model.files == provider.modelFiles(of: request.parameters))
      let content = String(
        decoding: try FileAccess.bytes(at: try #require(tuned.files.first).path),
        as: UTF8.self
      )
      #expect(!content.contains(folder) && !content.contains("label"))

      let items = [PromptAndTarget(prompt: "Where is the sky?", target: " over")]
      let after = try await provider.completions.scores(of: items, by: tuned)
      let before = try await provider.completions.scores(
        of: items,
        by: try reference(model, in: folder, .base)
      )
      #expect(after[0].logProbability != before[0].logProbability)
      #expect(after[0].tokenCount == 1)
      let decoding = Decoding(temperature: 0, maximumTokens: 2, stop: [])
      let texts = try await provider.completions.completions(
        of: ["a", "b"],
        by: tuned,
        decoding: decoding
      )
      #expect(texts.count == 2)
    }
  }

  @Test func `a suffix changes the name and not the model`() async throws {
    try await withTemporaryFolder { folder in
      var ids: [String] = []
      for suffix in [nil, "x"] {
        let request = try await request(folder, suffix: suffix)
        let job = try await provider.fineTuning.createJob(request)
        ids.append(try await provider.fineTuning.result(of: job) { _ in }.id)
      }
      #expect(ids[1] == ids[0].replacing("local:ada:", with: "local:ada:x:"))
    }
  }

  @Test func `jobs side by side give the bytes that each gives alone`() async throws {
    try await withTemporaryFolder { folder in
      let provider = provider
      var jobs: [(RemoteJobID, FineTuneRequest)] = []
      for index in 0..<3 {
        let own = folder + "/\(index)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        var request = try await request(own)
        request.stepKey = "key \(index)"
        jobs.append((try await provider.fineTuning.createJob(request), request))
      }
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for (job, _) in jobs {
          group.addTask { try await provider.fineTuning.result(of: job) { _ in }.id }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let alone = try await provider.fineTuning.result(of: jobs[0].0) { _ in }.id
      #expect(Set(ids) == [alone])
    }
  }

  @Test func `cancelling stops a job that would take days`() async throws {
    try await withTemporaryFolder { folder in
      let request = try await request(
        folder,
        parameters: FineTuneParameters(
          model: "davinci",
          epochs: 100_000,
          batchSize: 1,
          learningRateMultiplier: 0.4,
          seed: 0
        )
      )
      let job = try await provider.fineTuning.createJob(request)
      let fineTuning = provider.fineTuning
      let outcome = await withTaskGroup(of: Result<FineTunedModel, ProviderError>.self) { group in
        let (started, continuation) = AsyncStream<Void>.makeStream()
        group.addTask {
          do throws(ProviderError) {
            return .success(
              try await fineTuning.result(of: job) { _ in continuation.yield() }
            )
          } catch {
            return .failure(error)
          }
        }
        for await _ in started { break }
        group.cancelAll()
        return await group.next()
      }
      #expect(throws: ProviderError.cancelled) { try outcome?.get() }
      #expect(try FileManager.default.contentsOfDirectory(atPath: request.outputFolder).isEmpty)
    }
  }

  @Test func `a job whose model has nowhere to go ends before it trains`() async throws {
    try await withTemporaryFolder { folder in
      var request = try await request(folder)
      request.outputFolder = folder + "/train.jsonl"
      let job = try await provider.fineTuning.createJob(request)
      await #expect(
        throws: ProviderError.file(
          path: request.outputFolder,
          problem: "is no folder to write to: Not a directory"
        )
      ) {
        try await provider.fineTuning.result(of: job) { _ in Issue.record("something happened") }
      }
    }
  }

  @Test func `a job of another process is unknown`() async throws {
    let id = RemoteJobID(rawValue: "local-job-of-yesterday")
    await #expect(throws: ProviderError.unknownJob(id)) {
      try await provider.fineTuning.result(of: id) { _ in }
    }
    await #expect(throws: ProviderError.unknownJob(id)) {
      try await provider.fineTuning.status(of: id)
    }
  }

  @Test func `a job is found by its step's key and named after its work`() async throws {
    try await withTemporaryFolder { folder in
      var request = try await request(folder)
      #expect(try await provider.fineTuning.job(for: request) == nil)
      let id = try await provider.fineTuning.createJob(request)
      #expect(try await provider.fineTuning.job(for: request) == id)
      #expect(try await provider.fineTuning.status(of: id) == .queued)
      await #expect(throws: ProviderError.self) { try await provider.fineTuning.cancel(id) }
      request.outputFolder += "/elsewhere"
      #expect(try await LocalProvider(cores: 2).fineTuning.createJob(request) == id)
      request.parameters.seed += 1
      #expect(try await LocalProvider(cores: 2).fineTuning.createJob(request) != id)
    }
  }

  @Test func `a model that is not offered is rejected with those that are`() async throws {
    try await withTemporaryFolder { folder in
      var request = try await request(folder)
      request.parameters.model = "gpt-2"
      let request2 = request
      await #expect(
        throws: ProviderError.rejected(
          "there is no model 'gpt-2'; the models are 'ada', 'babbage', 'curie', 'davinci'"
        )
      ) { try await provider.fineTuning.createJob(request2) }
    }
  }

  @Test(arguments: [
    (
      "epochs",
      FineTuneParameters(
        model: "ada",
        epochs: 0,
        batchSize: 8,
        learningRateMultiplier: 0.4,
        seed: 0
      )
    ),
    (
      "batch-size",
      FineTuneParameters(
        model: "ada",
        epochs: 1,
        batchSize: 0,
        learningRateMultiplier: 0.4,
        seed: 0
      )
    ),
    (
      "learning-rate-multiplier",
      FineTuneParameters(
        model: "ada",
        epochs: 1,
        batchSize: 8,
        learningRateMultiplier: 0,
        seed: 0
      )
    ),
    (
      "learning-rate-multiplier",
      FineTuneParameters(
        model: "ada",
        epochs: 1,
        batchSize: 8,
        learningRateMultiplier: .nan,
        seed: 0
      )
    ),
    (
      "learning-rate-multiplier",
      FineTuneParameters(
        model: "ada",
        epochs: 1,
        batchSize: 8,
        learningRateMultiplier: 21,
        seed: 0
      )
    ),
  ])
  func `a parameter out of range is named, and rejected`(
    key: String,
    parameters: FineTuneParameters
  ) async throws {
    #expect(provider.unsupportedParameters(in: parameters).map(\.key) == [key])
    try await withTemporaryFolder { folder in
      let request = try await request(folder, parameters: parameters)
      await #expect(throws: ProviderError.self) {
        try await provider.fineTuning.createJob(request)
      }
    }
  }

  @Test func `the parameters of the first experiment are supported`() {
    let parameters = FineTuneParameters(
      model: "curie",
      epochs: 10,
      batchSize: 8,
      learningRateMultiplier: 0.4,
      seed: -1
    )
    #expect(provider.unsupportedParameters(in: parameters).isEmpty)
    #expect(provider.identity == ProviderIdentity(name: "local", account: "", revision: 5))
    #expect(provider.models?.map(\.name) == ["ada", "babbage", "curie", "davinci"])
    #expect(provider.models?[2].summary == "3 layers, width 128, 4 heads")
  }

  @Test func `sizes grow from one model to the next`() {
    let counts = ModelSize.allCases.map { ParameterLayout($0.shape(vocabulary: 2000)).count }
    #expect(counts == counts.sorted() && Set(counts).count == 4)
    #expect(ModelSize.allCases.allSatisfy { $0.shape(vocabulary: 2000).problem == nil })
  }

  @Test func `a damaged model file is an error that says what to do`() async throws {
    try await withTemporaryFolder { folder in
      let whole = ModelFile.bytes(of: tinyModel())
      var damaged = whole
      damaged[whole.count / 2] ^= 1
      let file = try dataFile(damaged, named: "model.bin", in: folder)
      let error = await #expect(throws: ProviderError.self) {
        try await provider.completions.scores(
          of: [],
          by: ModelReference(id: "x", baseModel: "ada", stage: .tuned, files: [file])
        )
      }
      #expect(
        error
          == .file(
            path: file.path,
            problem: "is damaged or was not written to its end; delete it and train the model"
              + " again"
          )
      )
    }
  }

  @Test func `a whole model file that is not the one meant is an error`() async throws {
    try await withTemporaryFolder { folder in
      var file = try dataFile(
        ModelFile.bytes(of: tinyModel()),
        named: "model.bin",
        in: folder
      )
      file.digest = String(repeating: "0", count: 64)
      let meant = file
      await #expect(throws: ProviderError.self) {
        try await provider.completions.scores(
          of: [],
          by: ModelReference(id: "x", baseModel: "ada", stage: .tuned, files: [meant])
        )
      }
    }
  }

  @Test func `a model without its file is rejected`() async {
    await #expect(throws: ProviderError.self) {
      try await provider.completions.scores(
        of: [],
        by: ModelReference(id: "x", baseModel: "ada", stage: .tuned)
      )
    }
  }

  @Test func `the models used last are kept and the others forgotten`() async throws {
    try await withTemporaryFolder { folder in
      let cache = ModelCache()
      var references: [ModelReference] = []
      for seed in 0..<5 {
        let file = try dataFile(
          ModelFile.bytes(of: tinyModel(seed: seed)),
          named: "\(seed).bin",
          in: folder
        )
        let reference = ModelReference(
          id: "",
          baseModel: "ada",
          stage: .tuned,
          files: [file]
        )
        references.append(reference)
        #expect(try cache.model(reference) == tinyModel(seed: seed))
        try FileManager.default.removeItem(atPath: file.path)
      }
      #expect(try cache.model(references[4]) == tinyModel(seed: 4))
      #expect(throws: ProviderError.self) { try cache.model(references[0]) }
    }
  }
}
