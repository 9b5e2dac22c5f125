using System.Diagnostics;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>
/// Two network namespaces: this process's own, where the kernel's end lives, and one that a process holds whose input is this one's to end. Between them a
/// pair of virtual Ethernet interfaces for each contender that needs one. All of it vanishes with the processes.
/// </summary>
internal sealed class TwoNetworks : IDisposable
{
    public const string CongestionControl = "cubic";

    private static readonly string[] Settings =
    [
        "net/ipv6/conf/all/disable_ipv6=1",
        "net/ipv6/conf/default/disable_ipv6=1",
        "net/core/somaxconn=16384",
        "net/ipv4/tcp_max_syn_backlog=16384",

        // Connections that were closed a second ago do not hold their ports against new ones.
        "net/ipv4/tcp_tw_reuse=1",
        "net/ipv4/ip_local_port_range=1024 65535",
    ];

    private readonly string _ip = Programs.Need("ip", "iproute2");
    private readonly string _nsenter = Programs.Need("nsenter", "util-linux");
    private readonly Process _holder;

    public TwoNetworks()
    {
        ProcessStartInfo start = new(Programs.Need("unshare", "util-linux"), ["--net", "--", "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _holder = Process.Start(start)!;
        try
        {
            // Once it echoes, it is in its own network.
            _holder.StandardInput.WriteLine("there");
            _holder.StandardInput.Flush();
            if (_holder.StandardOutput.ReadLine() is null)
            {
                throw new BenchFailure("there is no second network namespace: the reason is above");
            }

            string settings = string.Join(';', Settings.Select(setting => $"echo '{setting.Split('=')[1]}' > /proc/sys/{setting.Split('=')[0]}"));
            Run("/bin/sh", "-c", settings);
            Run(_nsenter, [.. Far("/bin/sh"), "-c", settings]);
            Run(_ip, "link", "set", "lo", "up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes a contender's link, but for a TUN interface, which its process makes.</summary>
    public void Connect(Contender contender)
    {
        if (!contender.IsFar)
        {
            return;
        }

        Run(_ip, "link", "add", "name", contender.NearInterface, "type", "veth", "peer", "name", contender.FarInterface, "netns", $"{_holder.Id}");
        Run(_ip, "address", "add", $"{contender.NearAddress}/{Contender.PrefixLength}", "dev", contender.NearInterface);
        Run(_ip, "link", "set", contender.NearInterface, "up");
        if (contender.Network == EndNetwork.Kernel)
        {
            Run(_nsenter, [.. Far(_ip), "address", "add", $"{contender.Address}/{Contender.PrefixLength}", "dev", contender.FarInterface]);
        }

        Run(_nsenter, [.. Far(_ip), "link", "set", contender.FarInterface, "up"]);
    }

    /// <summary>Sets the kernel's congestion control on a contender's link, when its interface is there. By the route: the setting for all is not every namespace's to change.</summary>
    public void SetCongestionControl(Contender contender)
    {
        Run(_ip, [.. Route(contender.NearInterface, contender.NearAddress, contender)]);
        if (contender.Network == EndNetwork.Kernel)
        {
            Run(_nsenter, [.. Far(_ip), .. Route(contender.FarInterface, contender.Address, contender)]);
        }
    }

    /// <summary>How a program is started where a contender's process lives, on a core.</summary>
    public ProcessStartInfo Start(Contender contender, int? core, string program, params IEnumerable<string> arguments) => contender.IsFar
        ? Programs.OnCore(core, _nsenter, [.. Far(program), .. arguments])
        : Programs.OnCore(core, program, arguments);

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    private static string[] Route(string link, string source, Contender contender) =>
        ["route", "replace", $"10.77.{contender.Index}.0/{Contender.PrefixLength}", "dev", link, "src", source, "congctl", CongestionControl];

    private string[] Far(string program) => ["--target", $"{_holder.Id}", "--net", "--", program];

    private static void Run(string program, params string[] arguments)
    {
        string said = Programs.Run(program, arguments).Trim();
        if (said.Length > 0)
        {
            throw new BenchFailure($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {said}");
        }
    }
}
