namespace ArboDossier.Identity.Tests;

/// <summary>A test with a world and a browser of its own.</summary>
public abstract class WorldTest : IAsyncLifetime
{
    internal World World { get; private set; } = null!;

    internal Browser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        World = await World.StartAsync(more: Settings());
        Browser = new Browser();
        await BeginAsync();
    }

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await World.DisposeAsync();
        await EndAsync();
    }

    /// <summary>What Identity is set to beside the usual.</summary>
    protected virtual string[] Settings() => [];

    /// <summary>What every test of the class starts from.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>What a class ends of its own.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;
}
