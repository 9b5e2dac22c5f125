using System.Text;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>What servers of the tests do with a connection.</summary>
internal static class TestServer
{
    public const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    /// <summary>Answers each request after a time; those of a pipeline one after the other.</summary>
    public static Func<IConnection, EventLoop, Fiber> Answering(TimeSpan after, string answer = Hello, Action<string>? seen = null) =>
        (connection, _) => AnswerAsync(connection, after, Encoding.Latin1.GetBytes(answer), seen);

    /// <summary>Answers at once, except while it stands still: then when it goes on.</summary>
    /// <param name="begin">When it stops, in nanoseconds of the loop's clock.</param>
    /// <param name="length">For how long.</param>
    /// <param name="after">How long an answer takes otherwise.</param>
    public static Func<IConnection, EventLoop, Fiber> Stalling(Func<long> begin, TimeSpan length, TimeSpan after) =>
        (connection, loop) => AnswerAsync(connection, after, Encoding.Latin1.GetBytes(Hello), null, () =>
        {
            long now = loop.ReadClock();
            long end = begin() + (length.Ticks * TimeSpan.NanosecondsPerTick);
            return now >= begin() && now < end ? TimeSpan.FromTicks((end - now) / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;
        });

    /// <summary>Waits for one request, sends this, and keeps the connection.</summary>
    public static Func<IConnection, EventLoop, Fiber> Saying(string bytes, bool closes) =>
        async (connection, _) =>
        {
            byte[] buffer = new byte[4096];
            if (await connection.ReceiveAsync(buffer) > 0 && bytes.Length > 0)
            {
                await connection.SendAsync(Encoding.Latin1.GetBytes(bytes));
            }

            while (!closes && await connection.ReceiveAsync(buffer) > 0)
            {
            }
        };

    private static async Fiber AnswerAsync(
        IConnection connection, TimeSpan after, byte[] answer, Action<string>? seen, Func<TimeSpan>? stall = null)
    {
        byte[] buffer = new byte[16 * 1024];
        int filled = 0;
        while (true)
        {
            int received = await connection.ReceiveAsync(buffer.AsMemory(filled));
            if (received == 0)
            {
                return;
            }

            filled += received;
            int end;
            while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) >= 0)
            {
                if (seen is not null)
                {
                    seen(Encoding.Latin1.GetString(buffer, 0, end));
                }

                buffer.AsSpan(end + 4, filled - end - 4).CopyTo(buffer);
                filled -= end + 4;
                if (after > TimeSpan.Zero)
                {
                    await Fiber.Sleep(after);
                }

                if (stall?.Invoke() is { Ticks: > 0 } rest)
                {
                    await Fiber.Sleep(rest);
                }

                await connection.SendAsync(answer);
            }
        }
    }
}
