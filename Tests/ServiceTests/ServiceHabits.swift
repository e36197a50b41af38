@testable import OpenAIProvider
import System

/// How a service behaves; the defaults are one that keeps to the API.
struct ServiceHabits: Sendable {
  /// The numbers of the jobs, from 1, after whose creation the connection is closed unanswered.
  var hangsUpAfterCreating: Set<Int> = []

  /// Whether a job is told of with the metadata that it was created with, and listed by them.
  var keepsMetadata = true

  /// Whether a job is told of with its suffix, as a field.
  var tellsSuffix = true

  /// Whether a job's suffix is in the name of its model.
  var namesModelsBySuffix = true

  /// Whether a job in the dialect `legacy` is told of with its files' names, not their ids alone.
  var tellsFileNames = true

  /// Whether files are listed, and told of one by one, with the names that they were uploaded with.
  var keepsFileNames = true

  /// Members of a job's numbers, such as `n_epochs`, that are told in place of what was asked.
  var numbers: [String: JSON] = [:]

  /// Whether a job is told of with its numbers at all.
  var tellsNumbers = true

  /// What is told of a job's seed; nil for what was asked.
  var seed: JSON?

  /// Whether a job in the dialect `jobs` is told of with its seed.
  var tellsSeed = true

  /// The member in which a job that succeeded names its model; nil where it does not.
  var modelMember: String? = "fine_tuned_model"

  /// The looks at a job that succeeded until it names its model.
  var looksUntilModel = 0

  /// What a job's `status` is at one look after the other; the last one stays.
  var states = ["queued", "running", "succeeded"]

  /// Whether there is a route for a job's events.
  var hasEvents = true

  /// What a job that succeeded tells as `trained_tokens`.
  var trainedTokens: JSON? = .number(1234)

  /// The lists without end, by the first words of their paths: `files`, `jobs`, `events`, `models`,
  /// `checkpoints`.
  var endlessLists: Set<String> = []

  /// Changes what is told of a job, after all else; the number is the job's, from 1.
  var changesJob: @Sendable (Int, inout [String: JSON]) -> Void = { _, _ in }

  /// Answers a request, by its method and its path without a query; nil for what the service does with it.
  var answers: @Sendable (_ method: String, _ path: String) -> (status: Int, body: String)? = {
    _,
    _ in nil
  }

  init() {}

  /// A service that keeps to the API but for what is changed.
  init(_ change: (inout ServiceHabits) -> Void) { change(&self) }
}
