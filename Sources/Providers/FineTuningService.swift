/// Creates fine-tuning jobs and waits for them.
///
/// Creating and waiting are apart because creating is what costs money: the id is written down
/// between the two, and a later process waits for the same job in place of creating another.
package protocol FineTuningService: Sendable {
  /// Creates one job and returns its id; a service elsewhere looks for the step's job first.
  ///
  /// - Parameters:
  ///   - request: What the job is to do.
  ///   - willSend: Called each time before a request leaves that may create a job. Where it is not
  ///     called, no job was created.
  /// - Returns: The id of the job that was created, or found.
  /// - Throws: `ProviderError.uncertain` where it is not known whether there is a job now,
  ///   `ProviderError.full` where the account had no room for it for as long as the request waits, and
  ///   what `willSend` throws, before anything is sent.
  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID

  /// The job that was created for a request's step earlier, by whichever machine, or nil where the
  /// provider knows of none that can still give its model.
  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID?

  /// How a job stands, asked once.
  ///
  /// - Throws: `ProviderError.unknownJob` where the provider has no such job.
  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus

  /// Asks for a job to be stopped; nothing happens to one that has ended.
  ///
  /// - Throws: `ProviderError.unsupported` where jobs end with the process that waits for them.
  func cancel(_ job: RemoteJobID) async throws(ProviderError)

  /// Waits until a job has ended, telling what happens meanwhile, and returns its model.
  ///
  /// Cancelling the task stops the waiting within half a second; a job that runs inside this
  /// process stops with it, a job elsewhere goes on.
  ///
  /// - Throws: `ProviderError.unknownJob` where the provider has no such job any more, as after a
  ///   restart of a provider that trains inside this process.
  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel

  /// The model of a job that is known to have ended with it, by a name that the provider did not tell.
  ///
  /// - Throws: `ProviderError.unsupported` where the provider names all its models.
  func model(
    named name: String,
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel
}

extension FineTuningService {
  /// Creates one job and returns its id.
  package func createJob(
    _ request: FineTuneRequest
  ) async throws(ProviderError) -> RemoteJobID {
    try await createJob(request) {}
  }

  package func model(
    named name: String,
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    throw .unsupported("this provider names its models itself")
  }
}

/// The provider's name for a fine-tuning job.
package struct RemoteJobID: Hashable, Sendable, RawRepresentable {
  package var rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// How a fine-tuning job stands.
package enum FineTuneStatus: Hashable, Sendable {
  /// Its files are checked, or it waits for its turn.
  case queued

  /// It is trained.
  case running

  /// It ended with a model; nil where the provider does not name it, or not yet.
  case succeeded(model: String?)

  /// It ended without a model: why.
  case failed(String)

  /// It was stopped.
  case cancelled

  /// Something else, in the provider's word; empty where it says nothing.
  case other(String)

  /// Whether nothing more will happen.
  package var isFinal: Bool {
    switch self {
    case .queued, .running, .other: false
    case .succeeded, .failed, .cancelled: true
    }
  }
}

/// The parameters of one fine-tuning job, in the manifest's units.
package struct FineTuneParameters: Codable, Hashable, Sendable {
  /// The base model's name.
  package var model: String

  /// Passes over the training file, at least 1.
  package var epochs: Int

  /// Training documents in one optimiser step, at least 1.
  package var batchSize: Int

  /// Factor on the provider's base learning rates, above 0; nil for a provider without such a factor.
  package var learningRateMultiplier: Double?

  /// The seed of everything random in the job.
  package var seed: Int

  /// The values of the provider's own parameters by their paths below `fine-tune`, such as `lora.rank`;
  /// without those that have none.
  package var own: [String: ParameterValue]

  package init(
    model: String,
    epochs: Int,
    batchSize: Int,
    learningRateMultiplier: Double?,
    seed: Int,
    own: [String: ParameterValue] = [:]
  ) {
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRateMultiplier = learningRateMultiplier
    self.seed = seed
    self.own = own
  }
}

/// Everything a provider needs to create one job.
package struct FineTuneRequest: Hashable, Sendable {
  package var parameters: FineTuneParameters

  /// JSON Lines in the layout of the model; loss is on the completion or the assistant's messages alone.
  package var trainingFile: UploadedFile

  /// The files of the untuned model, by their names in its folder; empty at a provider that has it.
  package var baseModel: [DataFile]

  /// The same layout; its loss is told after each epoch and nothing is learned from it.
  package var validationFile: UploadedFile?

  /// A label for the model's name; it changes no result.
  package var suffix: String?

  /// The cache key of the step that asks, by which a lost job is found again.
  package var stepKey: String

  /// What is known of the account's jobs here.
  package var knownJobs: KnownJobs

  /// How long to wait until the account may have one more job, in seconds.
  package var capacityTimeout: Double

  /// An existing empty folder where a provider on this machine may leave the model's file.
  package var outputFolder: String

  /// A folder of the workspace that outlives the step; a provider uses a part of it that has its name.
  package var stateFolder: String

  package init(
    parameters: FineTuneParameters,
    trainingFile: UploadedFile,
    validationFile: UploadedFile?,
    baseModel: [DataFile] = [],
    suffix: String?,
    stepKey: String,
    knownJobs: KnownJobs = KnownJobs(),
    capacityTimeout: Double = .infinity,
    outputFolder: String,
    stateFolder: String = ""
  ) {
    self.parameters = parameters
    self.trainingFile = trainingFile
    self.validationFile = validationFile
    self.baseModel = baseModel
    self.suffix = suffix
    self.stepKey = stepKey
    self.knownJobs = knownJobs
    self.capacityTimeout = capacityTimeout
    self.outputFolder = outputFolder
    self.stateFolder = stateFolder
  }
}

/// Something that happened in a fine-tuning job.
package enum FineTuneEvent: Hashable, Sendable {
  /// One optimiser step or one epoch's end was measured; the same for every run of the same job.
  case metric(FineTuneMetric)

  /// How far the job is; a few times a second at most.
  case progress(FineTuneProgress)

  /// A sentence of the provider's, such as a place in its queue.
  case message(String)
}

/// One point of a job's training curve.
package struct FineTuneMetric: Hashable, Sendable {
  /// Optimiser steps done, from 1.
  package var step: Int

  /// The epoch that the step belongs to, from 1.
  package var epoch: Int

  /// Mean cross-entropy in nats per completion token of the step's documents.
  package var trainingLoss: Double

  /// The same over the validation file, where it was measured at this step.
  package var validationLoss: Double?

  /// The factor on the peak learning rates at this step, from 0 to 1.
  package var learningRateFactor: Double?

  /// Training tokens seen so far, completion tokens only, where the provider tells.
  package var tokens: Int?

  package init(
    step: Int,
    epoch: Int,
    trainingLoss: Double,
    validationLoss: Double? = nil,
    learningRateFactor: Double? = nil,
    tokens: Int? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.learningRateFactor = learningRateFactor
    self.tokens = tokens
  }
}

/// How far a fine-tuning job is.
package struct FineTuneProgress: Hashable, Sendable {
  package var epoch: Int
  package var epochs: Int
  package var step: Int
  package var steps: Int

  /// The mean training loss of the last steps, in nats per token.
  package var loss: Double

  /// The speed, where the provider tells.
  package var tokensPerSecond: Double?

  /// The time to the job's end, where it can be told.
  package var secondsLeft: Double?

  package init(
    epoch: Int,
    epochs: Int,
    step: Int,
    steps: Int,
    loss: Double,
    tokensPerSecond: Double? = nil,
    secondsLeft: Double? = nil
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
    self.tokensPerSecond = tokensPerSecond
    self.secondsLeft = secondsLeft
  }
}

/// A model that a job made.
package struct FineTunedModel: Hashable, Sendable {
  /// The provider's name for the model.
  package var id: String

  /// The name of the model that was tuned.
  package var baseModel: String

  /// What the provider says of the job's parameters at its end; nil for one that trains here.
  package var reported: ReportedParameters?

  /// How many numbers the model has, where the provider tells.
  package var parameterCount: Int?

  /// Completion tokens trained on, all epochs together, where the provider tells.
  package var trainedTokens: Int?

  /// How long the job took at the provider from its creation to its end, in seconds, where the provider
  /// tells; a run that attaches to a job has not seen all of it.
  package var seconds: Double?

  /// The names of the files in the request's output folder that the model consists of; empty for a
  /// provider that keeps its models itself.
  package var files: [String]

  /// What the model was trained on and with; nil where that is the provider's to know.
  package var machine: TrainingMachine?

  /// Whether the model was named by a user, since the provider did not.
  package var isAdopted = false

  package init(
    id: String,
    baseModel: String,
    reported: ReportedParameters? = nil,
    parameterCount: Int? = nil,
    trainedTokens: Int? = nil,
    seconds: Double? = nil,
    files: [String] = []
  ) {
    self.id = id
    self.baseModel = baseModel
    self.reported = reported
    self.parameterCount = parameterCount
    self.trainedTokens = trainedTokens
    self.seconds = seconds
    self.files = files
  }
}

/// What a training ran on and with, as its receipt keeps it.
package struct TrainingMachine: Codable, Hashable, Sendable {
  /// The name of the GPU, or of the processor where there was none.
  package var device: String

  /// The versions of the libraries, by their names.
  package var versions: [String: String]

  /// The most memory that the training's process has had, in bytes.
  package var peakMemory: Int

  /// The most memory that it has had on the GPU, in bytes; nil where there was none.
  package var peakDeviceMemory: Int?

  enum CodingKeys: String, CodingKey {
    case device, versions
    case peakMemory = "peak_memory"
    case peakDeviceMemory = "peak_device_memory"
  }

  package init(
    device: String,
    versions: [String: String],
    peakMemory: Int,
    peakDeviceMemory: Int?
  ) {
    self.device = device
    self.versions = versions
    self.peakMemory = peakMemory
    self.peakDeviceMemory = peakDeviceMemory
  }
}
