namespace Ringspun.Tests.Documents;

/// <summary>
/// Names that a program sees beside those of the SDK's implicit usings. The program that uses the types under these usings is samples/Fibers,
/// which is compiled with this project.
/// </summary>
public sealed class NameTests
{
    private static readonly string[] ImplicitUsings =
    [
        "System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    [Fact]
    public void No_public_type_has_the_name_of_one_that_every_program_sees()
    {
        // Loaded on demand otherwise; each holds names of these namespaces.
        Type[] anchors =
        [
            typeof(object), typeof(Barrier), typeof(SemaphoreSlim), typeof(Parallel), typeof(Enumerable), typeof(ParallelEnumerable),
            typeof(HttpClient), typeof(Queue<int>), typeof(SortedSet<int>), typeof(Uri), typeof(FileSystemWatcher), typeof(Console),
            typeof(ReaderWriterLock), typeof(System.Threading.Channels.Channel), typeof(Timer), typeof(AppDomain),
        ];
        HashSet<string> seen = [.. anchors.Select(anchor => anchor.Assembly).Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => ImplicitUsings.Contains(type.Namespace))
            .Select(type => type.Name)];
        Assert.Contains("Barrier", seen);
        Assert.Contains("Mutex", seen);

        // Names that would collide are found.
        Assert.Equal(["Barrier", "Timeout"], seen.Intersect(["FiberBarrier", "Barrier", "Timeout"]).Order());
        Assert.Empty(typeof(Fiber).Assembly.GetExportedTypes().Select(type => type.Name).Intersect(seen));
    }

    [Fact]
    public void The_program_that_is_compiled_under_implicit_usings_uses_every_type()
    {
        string sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/Fibers"), "*.cs").Select(File.ReadAllText));
        Type[] types =
        [
            typeof(FiberScope), typeof(FiberDeadline), typeof(FiberMutex), typeof(FiberSemaphore), typeof(FiberEvent), typeof(FiberCondition),
            typeof(FiberReaderWriterLock), typeof(FiberBarrier), typeof(FiberChannel<>), typeof(FiberSelect), typeof(FiberReadCase<>),
            typeof(FiberBroadcast<>), typeof(FiberSubscription<>), typeof(SlowSubscriber), typeof(TVar<>), typeof(Transaction), typeof(Stm),
        ];
        Assert.All(types, type => Assert.Contains(type.Name.Split('`')[0], sources, StringComparison.Ordinal));
        Assert.DoesNotContain("ImplicitUsings", File.ReadAllText(Path.Combine(Repository.Root, "samples/Fibers/Fibers.csproj")), StringComparison.Ordinal);
    }
}
