namespace Ringspun.Tests.Support;

/// <summary>The checked-out project, found from the test program's directory: a deterministic build hides the paths of sources.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ringspun.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No directory above {AppContext.BaseDirectory} holds ringspun.slnx.");
    }
}
