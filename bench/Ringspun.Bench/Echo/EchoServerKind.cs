using System.Diagnostics;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>A server that is measured.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Driver">Ours: its driver. A peer: null.</param>
/// <param name="Yardstick">Ours: the name of the peer that does the same in C.</param>
/// <param name="Package">A peer that cannot be built: the package that is missing.</param>
/// <param name="Program">The program, and its arguments.</param>
internal sealed record EchoServerKind(string Name, string? Driver, string? Yardstick, string? Package, params IReadOnlyList<string> Program)
{
    public const string EpollInC = "epoll in C";
    public const string LiburingInC = "liburing in C";
    private const string Sockets = ".NET sockets";

    public bool IsOurs => Driver is not null;

    /// <summary>The servers that the settings ask for.</summary>
    public static IReadOnlyList<EchoServerKind> All(EchoSettings settings)
    {
        List<EchoServerKind> kinds = [.. settings.Drivers.Select(Ours)];
        if (settings.WithPeers)
        {
            kinds.Add(InC(LiburingInC, "uring_echo", "liburing.h", "liburing-dev", "-luring"));
            kinds.Add(InC(EpollInC, "epoll_echo"));
            kinds.Add(new EchoServerKind(
                Sockets, null, null, null, Environment.ProcessPath!, typeof(EchoServerKind).Assembly.Location, EchoSocketsCommand.Name));
        }

        return kinds;
    }

    /// <summary>Starts the server on a core.</summary>
    public EchoServerProcess Start(int? core) => new(this, Programs.OnCore(core, Program[0], Program.Skip(1)));

    private static EchoServerKind Ours(string driver) => new(
        $"ringspun ({driver})",
        driver,
        driver == "epoll" ? EpollInC : LiburingInC,
        null,
        Path.Combine(BenchRoot.Path, "ringspun"), "echo", "--listen", "127.0.0.1:0", "--workers", "1", "--driver", driver, "--idle-timeout", "1h",
        "--log-level", "error");

    private static EchoServerKind InC(string name, string source, string? header = null, string? headerPackage = null, params IEnumerable<string> libraries)
    {
        string? program = NativeProgram.Build(source, header, headerPackage, libraries, out string? missing);
        return new EchoServerKind(name, null, null, missing, program is null ? [] : [program]);
    }
}
