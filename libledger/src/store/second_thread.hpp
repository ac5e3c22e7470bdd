// SPDX-License-Identifier: Apache-2.0
// A thread that does one thing after another, beside whoever gives it work.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace almoner {

/// Not std::async, which begins a thread for each: that takes half a millisecond where the allocator
/// keeps memory by thread, and the next one finds none of it warm.
class SecondThread {
 public:
  SecondThread() : thread_([this] { work(); }) {}
  /// After all that it was given is done.
  ~SecondThread() {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }
  SecondThread(const SecondThread&) = delete;
  SecondThread& operator=(const SecondThread&) = delete;

  /// Calls `work` once, after all that was given before it. What it throws, the future does.
  template <class Work>
  std::future<std::invoke_result_t<Work&>> run(Work work) {
    std::packaged_task<std::invoke_result_t<Work&>()> task(std::move(work));
    auto result = task.get_future();
    const std::scoped_lock lock(mutex_);
    tasks_.emplace_back([task = std::move(task)]() mutable { task(); });
    changed_.notify_one();
    return result;
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return ended_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      std::packaged_task<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = {};  // what it held ends here, unless its future is still kept, and not under the lock
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::packaged_task<void()>> tasks_;
  bool ended_ = false;
  std::jthread thread_;  // the last: it uses the others
};

}  // namespace almoner
