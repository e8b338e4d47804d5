// SPDX-License-Identifier: MIT
// A server on 127.0.0.1 that answers with prepared bytes.

#ifndef HLSTS_TESTS_SUPPORT_LOOPBACK_SERVER_H
#define HLSTS_TESTS_SUPPORT_LOOPBACK_SERVER_H

#include "vsi/base/mutex.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hlsts
{

/** Accepts connections on a port of 127.0.0.1, one after the other, in a thread
 * of its own. POSIX only. */
class LoopbackListener
{
  public:
    /** Gets the socket of a connection, which is closed afterwards. */
    using Serve = std::function<void(int connection)>;

    explicit LoopbackListener(Serve serve) : m_serve(std::move(serve))
    {
        m_socket = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto *any = reinterpret_cast<sockaddr *>(&address);
        socklen_t length = sizeof(address);
        if (bind(m_socket, any, length) != 0 || listen(m_socket, 16) != 0 ||
            getsockname(m_socket, any, &length) != 0)
            return;
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { AcceptAll(); });
    }

    ~LoopbackListener()
    {
        m_stop = true;
        shutdown(m_socket, SHUT_RDWR);
        close(m_socket);
        if (m_thread.joinable())
            m_thread.join();
    }

    LoopbackListener(const LoopbackListener &) = delete;
    LoopbackListener &operator=(const LoopbackListener &) = delete;

    /** 127.0.0.1:<port> */
    std::string GetHost() const
    {
        return "127.0.0.1:" + std::to_string(m_port);
    }

  private:
    void AcceptAll()
    {
        while (!m_stop)
        {
            const int connection = accept(m_socket, nullptr, nullptr);
            if (connection < 0)
                return;
            m_serve(connection);
            close(connection);
        }
    }

    const Serve m_serve;
    int m_socket = -1;
    int m_port = 0;
    std::atomic<bool> m_stop{false};
    std::thread m_thread{};
};

/** Answers each connection with what `answer` returns for the request, then
 * closes it. POSIX only. */
class LoopbackServer
{
  public:
    /** Gets the request's head, returns the bytes to send. */
    using Handler = std::function<std::string(const std::string &request)>;

    explicit LoopbackServer(Handler answer) : m_answer(std::move(answer))
    {
    }

    std::string Origin() const
    {
        return "http://" + m_listener.GetHost();
    }

    std::vector<std::string> Requests() const
    {
        const MutexLock lock(m_mutex);
        return m_requests;
    }

  private:
    void Serve(int connection)
    {
        std::string request;
        char bytes[4096];
        while (request.find("\r\n\r\n") == std::string::npos)
        {
            const auto count = recv(connection, bytes, sizeof(bytes), 0);
            if (count <= 0)
                return;
            request.append(bytes, static_cast<std::size_t>(count));
        }
        {
            const MutexLock lock(m_mutex);
            m_requests.push_back(request);
        }
        const std::string answer = m_answer(request);
        std::size_t sent = 0;
        while (sent < answer.size())
        {
            const auto count = send(connection, answer.data() + sent,
                                    answer.size() - sent, MSG_NOSIGNAL);
            if (count <= 0)
                return;
            sent += static_cast<std::size_t>(count);
        }
    }

    const Handler m_answer;
    mutable Mutex m_mutex{};
    std::vector<std::string> m_requests HLSTS_GUARDED_BY(m_mutex){};
    /** The last member, since its thread uses the others. */
    LoopbackListener m_listener{[this](int connection) { Serve(connection); }};
};

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_LOOPBACK_SERVER_H
