import Foundation

/// Waits for something to become true.
package func holds(within seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
  let end = Date() + seconds
  while Date() < end {
    if try condition() { return true }
    usleep(5000)
  }
  return try condition()
}
