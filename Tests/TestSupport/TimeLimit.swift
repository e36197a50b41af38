package import Testing

extension TimeLimitTrait.Duration {
  /// Half an hour, which only a test that hangs reaches.
  ///
  /// A test's time is mostly that of the hundreds that run beside it: where all take five minutes together,
  /// one that would take a second alone takes four of them.
  package static var hang: Self { .minutes(30) }
}
