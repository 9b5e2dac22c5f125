using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Ringspun.Linux.Tests.Namespaces;

/// <summary>
/// Runs a test in a network of its own, where it may make interfaces and no one else sees them. A namespace belongs to a thread: the test's body gets a
/// thread that ends with it. A process with several threads cannot make itself a user namespace, so for an ordinary user the test runs once more in a
/// process inside of one. Where neither is allowed the test is skipped, visibly.
/// </summary>
internal static partial class NetworkNamespace
{
    private const int CloneNewNetwork = 0x40000000;
    private const string Inside = "RINGSPUN_INSIDE_NAMESPACE";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static void Run(Action body)
    {
        int entered = -1;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            entered = Unshare(CloneNewNetwork) == 0 ? 0 : -Marshal.GetLastSystemError();
            if (entered < 0)
            {
                return;
            }

            try
            {
                body();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        })
        { IsBackground = true, Name = "network namespace" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        if (entered == -(int)Errno.EPERM && Environment.GetEnvironmentVariable(Inside) is null)
        {
            RunInside();
        }
        else if (entered < 0)
        {
            Assert.Skip($"There is no network namespace for this user: unshare: {entered.ToErrno()}");
        }
    }

    private static void RunInside()
    {
        ITestMethod method = TestContext.Current.TestMethod ?? throw new InvalidOperationException("No test runs on this thread.");
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program has no path.");
        ProcessStartInfo start = new("unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(NetworkNamespace).Assembly.Location] : [program];
        foreach (string argument in (string[])
            ["--map-root-user", "--net", "--", .. itself, "--filter-method", $"{method.TestClass.TestClassName}.{method.MethodName}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Inside] = "1";
        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"The test did not end inside of a user namespace:\n{output}");
        }

        Match ran = Summary().Match(output);
        if (!ran.Success && output.Contains("unshare", StringComparison.Ordinal))
        {
            Assert.Skip($"There is no user namespace for this user: {output.Trim()}");
        }

        Assert.True(process.ExitCode == 0 || ran.Groups["skipped"].Value != "0", output);
        Assert.SkipWhen(ran.Groups["skipped"].Value != "0", output);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            Assert.Skip($"'unshare' is not installed (apt-get install util-linux): {failure.Message}");
            throw;
        }
    }

    [GeneratedRegex(@"skipped: (?<skipped>\d+)")]
    private static partial Regex Summary();

    [LibraryImport("libc", EntryPoint = "unshare")]
    private static partial int Unshare(int flags);
}
