/// A job's training curve as the CSV file that its dialect promises.
enum ResultsTable {
  /// The table of the metrics among a job's events; what the trainer does not measure stays empty.
  static func csv(_ metrics: [JobEvent.Metrics], of job: JobRecord) -> String {
    switch job.dialect {
    case .jobs:
      "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n"
        + metrics.map {
          "\($0.step),\($0.trainingLoss),,\(cell($0.validationLoss)),\n"
        }.joined()
    case .legacy:
      "step,elapsed_tokens,elapsed_examples,training_loss,training_sequence_accuracy,"
        + "training_token_accuracy,validation_loss,validation_sequence_accuracy,"
        + "validation_token_accuracy\n"
        + metrics.map {
          "\($0.step),\(cell($0.tokens)),\($0.step * job.batchSize),\($0.trainingLoss),,,"
            + "\(cell($0.validationLoss)),,\n"
        }.joined()
    }
  }

  private static func cell(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
  }
}
