// SPDX-License-Identifier: MIT
// Each job runs once, by no more threads than allowed, also after a fork.

#include "driver/cube/worker_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace hlsts;

namespace
{

const std::function<bool(std::size_t)> kGoOn = [](std::size_t) { return true; };

}  // namespace

TEST(WorkerPoolTest, RunsEachJobOnce)
{
    WorkerPool pool;
    std::vector<std::atomic<int>> runs(1000);
    pool.Run(
        runs.size(), 8,
        [&](std::size_t i)
        {
            ++runs[i];
            return true;
        },
        kGoOn);
    for (const auto &count : runs)
        ASSERT_EQ(count, 1);
}

TEST(WorkerPoolTest, RespectsTheBoundOfThreads)
{
    WorkerPool pool;
    std::atomic<int> running{0};
    std::atomic<int> most{0};
    pool.Run(
        60, 3,
        [&](std::size_t)
        {
            const int now = ++running;
            int seen = most;
            while (now > seen && !most.compare_exchange_weak(seen, now))
            {
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            --running;
            return true;
        },
        kGoOn);
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 2);
}

TEST(WorkerPoolTest, JobsThatBlockRunTogether)
{
    // All 32 wait for each other: with fewer threads this would never end.
    WorkerPool pool;
    std::atomic<int> arrived{0};
    pool.Run(
        32, 64,
        [&](std::size_t)
        {
            ++arrived;
            while (arrived < 32)
                std::this_thread::yield();
            return true;
        },
        kGoOn);
    EXPECT_EQ(arrived, 32);
}

TEST(WorkerPoolTest, KeepsItsThreads)
{
    WorkerPool pool;
    std::mutex mutex;
    std::set<std::thread::id> threads;
    for (int round = 0; round < 20; ++round)
        pool.Run(
            4, 2,
            [&](std::size_t)
            {
                const std::lock_guard<std::mutex> lock(mutex);
                threads.insert(std::this_thread::get_id());
                return true;
            },
            kGoOn);
    EXPECT_LE(threads.size(), 2u);
    EXPECT_EQ(threads.count(std::this_thread::get_id()), 0u);
}

TEST(WorkerPoolTest, AFailureStopsLaterJobsOnly)
{
    for (int round = 0; round < 10; ++round)
    {
        WorkerPool pool;
        std::vector<std::atomic<int>> runs(5000);
        pool.Run(
            runs.size(), 4,
            [&](std::size_t i)
            {
                ++runs[i];
                // Slow enough that the failure is noticed before the end.
                if (i > 50)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return i != 50;
            },
            kGoOn);
        for (std::size_t i = 0; i <= 50; ++i)
            ASSERT_EQ(runs[i], 1) << i;
        ASSERT_EQ(runs.back(), 0);
    }
}

TEST(WorkerPoolTest, TheCallerMayStop)
{
    WorkerPool pool;
    std::atomic<int> runs{0};
    const auto caller = std::this_thread::get_id();
    pool.Run(
        100000, 2,
        [&](std::size_t)
        {
            ++runs;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return true;
        },
        [&](std::size_t ended)
        {
            EXPECT_EQ(std::this_thread::get_id(), caller);
            return ended < 5;
        });
    EXPECT_LT(runs, 100);
}

TEST(WorkerPoolTest, TheCallerMayStopWhileTheLastJobsRun)
{
    // All jobs are started at once and end only when the caller says so.
    WorkerPool pool;
    std::atomic<bool> isStopped{false};
    pool.Run(
        4, 4,
        [&](std::size_t)
        {
            while (!isStopped)
                std::this_thread::yield();
            return false;
        },
        [&](std::size_t)
        {
            isStopped = true;
            return false;
        });
    EXPECT_TRUE(isStopped);
}

TEST(WorkerPoolTest, SeveralReadersShareIt)
{
    const auto pool = WorkerPool::Shared();
    EXPECT_EQ(pool, WorkerPool::Shared());
    std::atomic<int> runs{0};
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 16; ++reader)
        readers.emplace_back(
            [&]
            {
                for (int round = 0; round < 20; ++round)
                    pool->Run(
                        10, 64,
                        [&](std::size_t)
                        {
                            ++runs;
                            return true;
                        },
                        kGoOn);
            });
    for (auto &reader : readers)
        reader.join();
    EXPECT_EQ(runs, 16 * 20 * 10);
}

#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)
TEST(WorkerPoolTest, WorksAfterFork)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizer's own locks don't survive a fork beside "
                    "other threads";
#endif
    const auto pool = WorkerPool::Shared();
    const auto run = [&pool]
    {
        std::atomic<int> runs{0};
        pool->Run(
            20, 8,
            [&](std::size_t)
            {
                ++runs;
                return true;
            },
            kGoOn);
        return runs == 20;
    };
    ASSERT_TRUE(run());
    const pid_t child = fork();
    if (child == 0)
        _exit(run() ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(run());
}
#endif
