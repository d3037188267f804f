extension [String] {
  /// A name with its schema: one that is written without is one of `public`.
  var withSchema: [String] { count > 1 ? self : ["public"] + self }
}
