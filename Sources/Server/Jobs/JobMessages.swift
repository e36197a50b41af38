/// What is told of a job, in the words of its dialect.
struct JobMessages {
  private let job: JobRecord

  /// The words for a job.
  init(_ job: JobRecord) { self.job = job }

  private var isLegacy: Bool { job.dialect == .legacy }

  var created: String {
    isLegacy ? "Created fine-tune: \(job.id)" : "Created fine-tuning job: \(job.id)"
  }

  var costs: String? { isLegacy ? "Fine-tune costs $0.00" : nil }

  var validating: String? {
    guard !isLegacy else { return nil }
    let second = job.validationFile.map { " and validation file: \($0.id)" } ?? ""
    return "Validating training file: \(job.trainingFile.id)\(second)"
  }

  func queued(number: Int) -> String {
    isLegacy
      ? "Fine-tune enqueued. Queue number: \(number)"
      : "Files validated, moving job to queued state"
  }

  var started: String { isLegacy ? "Fine-tune started" : "Fine-tuning job started" }

  var restarted: String {
    "The server was started again; the job begins again from its files"
  }

  func completed(epoch: Int) -> String? {
    isLegacy ? "Completed epoch \(epoch)/\(job.epochs)" : nil
  }

  func metrics(_ metrics: JobEvent.Metrics) -> String {
    let step = "Step \(metrics.step)/\(metrics.totalSteps): training loss=\(metrics.trainingLoss)"
    return step + (metrics.validationLoss.map { ", full validation loss=\($0)" } ?? "")
  }

  var modelMade: String {
    isLegacy
      ? "Uploaded model: \(job.modelName)" : "New fine-tuned model created: \(job.modelName)"
  }

  func resultFile(_ id: String) -> String? { isLegacy ? "Uploaded result file: \(id)" : nil }

  var succeeded: String {
    isLegacy ? "Fine-tune succeeded" : "The job has successfully completed"
  }

  func failed(_ reason: String) -> String {
    isLegacy ? "Fine-tune failed. \(reason)" : "The job failed: \(reason)"
  }

  var cancelled: String { isLegacy ? "Fine-tune cancelled" : "The job was cancelled" }
}
