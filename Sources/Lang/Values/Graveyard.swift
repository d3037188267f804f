#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Large lists and maps that nobody holds any more, freed in portions.
///
/// To free a million texts takes a quarter of a second, in which no limit and no cancellation would
/// be noticed. While a machine runs, what its thread lets go of lands here instead, and the meter
/// frees a portion whenever it is asked; more is freed there than can be made meanwhile.
final class Graveyard {
  /// Smaller ones are freed at once.
  private static let threshold = 256
  /// While a portion is freed, so that it stays one.
  private static let innerThreshold = 8
  private static let portion = 4096

  private var lists: [[Value]] = []
  private var maps: [(entries: UnsafeMutablePointer<MapEntry>, used: Int)] = []
  private var isFreeing = false

  var isEmpty: Bool { lists.isEmpty && maps.isEmpty }

  deinit { while !isEmpty { freePortion() } }

  // MARK: The thread's

  /// A destructor knows no machine: it asks its thread which one is at work.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// That of the machine that runs on this thread.
  static var current: Graveyard? {
    get {
      pthread_getspecific(key).map { Unmanaged<Graveyard>.fromOpaque($0).takeUnretainedValue() }
    }
    set { pthread_setspecific(key, newValue.map { Unmanaged.passUnretained($0).toOpaque() }) }
  }

  /// True when the items are kept here; else the caller frees them.
  @inline(__always)
  static func takes(_ items: [Value]) -> Bool {
    guard items.count > innerThreshold, let current else { return false }
    guard items.count > threshold || current.isFreeing else { return false }
    current.lists.append(items)
    return true
  }

  /// True when the entries are kept here; else the caller frees them.
  @inline(__always)
  static func takes(_ entries: UnsafeMutablePointer<MapEntry>, used: Int) -> Bool {
    guard used > innerThreshold, let current else { return false }
    guard used > threshold || current.isFreeing else { return false }
    current.maps.append((entries, used))
    return true
  }

  // MARK: Freeing

  /// Frees some thousands of values.
  func freePortion() {
    guard !isFreeing else { return }
    isFreeing = true
    defer { isFreeing = false }
    var left = Self.portion
    while left > 0 {
      if !lists.isEmpty {
        left -= freeFromList(left)
      } else if !maps.isEmpty {
        left -= freeFromMap(left)
      } else {
        return
      }
    }
  }

  /// What is freed may itself land here, so nothing is held open meanwhile.
  private func freeFromList(_ count: Int) -> Int {
    var items = lists.removeLast()
    let freed = min(items.count, count)
    items.removeLast(freed)
    if !items.isEmpty { lists.append(items) }
    return max(1, freed)
  }

  private func freeFromMap(_ count: Int) -> Int {
    let (entries, used) = maps.removeLast()
    let freed = min(used, count)
    (entries + used - freed).deinitialize(count: freed)
    if freed < used { maps.append((entries, used - freed)) } else { entries.deallocate() }
    return max(1, freed)
  }
}
